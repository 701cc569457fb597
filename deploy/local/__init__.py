"""The launcher behind `./portal`. It runs on a bare Python, before any package is there: standard library only."""
