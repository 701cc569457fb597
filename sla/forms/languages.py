"""One field per portal language: `name_en`, `name_zh_hans`, `name_ru`."""

from django.conf import settings

# (code, suffix of the field, the language's own name)
LANGUAGES = [(code, code.replace("-", "_"), name) for code, name in settings.LANGUAGES]
