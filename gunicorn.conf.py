"""What `gunicorn config.wsgi` reads by itself, started from this folder."""

# Its lines name nobody: see config/logs.py.
logger_class = "config.logs.WebLogger"
