"""The library of questions, and the questionnaires that are made of them."""
