"""How every upload of the portal is read: never more of it than is taken."""

from __future__ import annotations

import tempfile
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Smaller files never touch the disk of a web process.
IN_MEMORY = 2**20
# Around the files: the texts of the form, and the borders between the parts.
BESIDE_THE_FILES = 6 * 2**20


class LimitedUploadHandler(FileUploadHandler):
    """Refuses a request that says it is too big before reading it; of a file that is too big it keeps nothing.

    The form then finds a file with its real size and no content, and can say so by name.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.ATTACHMENTS.sending_bytes + BESIDE_THE_FILES:
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise RequestDataTooBig("The files of one request are too big together.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.is_too_big = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_too_big:
            return
        if start + len(raw_data) > settings.ATTACHMENTS.file_bytes:
            self.is_too_big = True
            self.kept.seek(0)
            self.kept.truncate()
        else:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.kept.seek(0)
        return UploadedFile(
            file=self.kept,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        self.kept.close()
