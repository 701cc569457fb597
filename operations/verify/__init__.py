"""What has to be true of any installation, looked at row by row: `manage.py verify`. It repairs nothing."""
