"""A few files in the conversations: small pictures, letters and tables, drawn when the company is made."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from requests_app.attachments import kinds, processing, storing
from requests_app.attachments.kinds import Kind
from requests_app.models import Attachment, Message, RequestEvent
from requests_app.states import OPEN

from .dice import dice
from .world import World

SHOWN = 60
TONES = ((23, 100, 90), (184, 106, 28), (90, 99, 199), (160, 62, 107))


def attach(world: World) -> None:
    """Every few requests somebody shows what they mean: the newest messages of open requests, one file each."""
    spoken = Message.objects.filter(
        request__status__in=OPEN, author__isnull=False, kind__in=(Message.Kind.REPLY, Message.Kind.ANSWER)
    )
    newest = spoken.order_by("request", "-at").distinct("request").select_related("author")
    found, cast = list(newest), {one.pk for one in world.staff.cast.values()}
    drawn = dice(world.year.today, "files").sample(found, min(len(found), SHOWN))
    # Whoever tries the demo is one of the cast, and finds some among their own.
    shown = {*drawn, *(one for one in found if one.author_id in cast)}
    events = {event.message_id: event for event in RequestEvent.objects.filter(message__in=shown)}
    for message in sorted(shown, key=lambda one: one.pk):
        _show(message, events.get(message.pk), dice(world.year.today, "file", message.pk))


def _show(message: Message, event: RequestEvent | None, rng: Random) -> None:
    name, kind, draw = rng.choice(SORTS)
    if message.author is None:
        return
    file = storing.keep(BytesIO(draw(rng)), name=name, kind=kind, by=message.author, now=message.at)
    processing.begin(file)
    Attachment.objects.filter(pk=file.pk).update(request=message.request_id, message=message)
    if event is not None:
        event.data |= {"files": [{"id": str(file.pk), "name": file.name}]}
        event.save(update_fields=["data"])


def _screen(rng: Random) -> bytes:
    """A window with a few lines and one that stands out."""
    picture = Image.new("RGB", (960, 600), (239, 237, 232))
    pen, tone = ImageDraw.Draw(picture), rng.choice(TONES)
    pen.rounded_rectangle((60, 50, 900, 550), 16, fill="white", outline=(222, 219, 211), width=2)
    pen.rounded_rectangle((60, 50, 900, 100), 16, fill=tone)
    for row in range(6):
        width = rng.randint(280, 700)
        pen.rounded_rectangle((100, 140 + row * 60, 100 + width, 164 + row * 60), 8, fill=(222, 219, 211))
    marked = 128 + rng.randrange(6) * 60
    pen.rounded_rectangle((84, marked, 876, marked + 48), 8, outline=(168, 38, 31), width=4)
    drawn = BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def _photo(rng: Random) -> bytes:
    """A thing on a table, as a telephone sees it."""
    picture = Image.new("RGB", (800, 600), (205, 196, 180))
    pen, tone = ImageDraw.Draw(picture), rng.choice(TONES)
    pen.rectangle((0, 420, 800, 600), fill=(150, 120, 90))
    left, top = rng.randint(120, 320), rng.randint(140, 240)
    pen.rounded_rectangle((left, top, left + 320, top + 260), 24, fill=tone)
    pen.ellipse((left + 110, top + 80, left + 210, top + 180), fill=(239, 237, 232))
    drawn = BytesIO()
    picture.save(drawn, "JPEG", quality=80)
    return drawn.getvalue()


def _letter(rng: Random) -> bytes:
    """One page with a sum, small enough to be written by hand."""
    words = f"Total: {rng.randint(80, 4000)}.{rng.randint(0, 99):02} EUR"
    text = f"BT /F1 18 Tf 72 740 Td (Counterpart) Tj 0 -40 Td ({words}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>\nstream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + head + table + end).encode("ascii")


def _table(rng: Random) -> bytes:
    rows = [f"{number};{rng.randint(1, 30)};{rng.randint(5, 900)}.00" for number in range(1, rng.randint(6, 20))]
    return ("position;pieces;price\n" + "\n".join(rows) + "\n").encode()


SORTS: tuple[tuple[str, Kind, Callable[[Random], bytes]], ...] = (
    ("screenshot.png", kinds.PNG, _screen),
    ("屏幕截图.png", kinds.PNG, _screen),
    ("снимок экрана.png", kinds.PNG, _screen),
    ("IMG_2048.jpg", kinds.JPEG, _photo),
    ("offer.pdf", kinds.PDF, _letter),
    ("INV-2026-118.pdf", kinds.PDF, _letter),
    ("list.csv", kinds.TEXT, _table),
)
