"""REFI-QDA archives as other programs make them, built by hand for tests."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

SPACE = "urn:QDA-XML:project:1.0"


def key(number):
    return f"{number:08x}-0000-4000-8000-000000000000"


def attributes(values):
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items())


def selection(number, start, end, code=1, name="", user=9, memo="", **more):
    inner = f"<Description>{escape(memo)}</Description>" if memo else ""
    if code:
        ref = f'<CodeRef targetGUID="{key(code)}"/>'
        inner += f'<Coding guid="{key(number + 5000)}" creatingUser="{key(user)}">{ref}</Coding>'
    values = {"guid": key(number), "startPosition": start, "endPosition": end, "name": name, **more}
    return f"<PlainTextSelection{attributes(values)}>{inner}</PlainTextSelection>"


def source(number, inner="", **values):
    return f"<TextSource{attributes({'guid': key(number), **values})}>{inner}</TextSource>"


def project(
    sources="", *, codes="", rest="", origin="Other 1.0", name="p", users=""
):  # fmt: skip
    users = users or f'<User guid="{key(9)}" name="Zoë"/>'
    codes = codes or f'<Code guid="{key(1)}" name="élan" isCodable="true" color="#FF0000"/>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{SPACE}" name="{name}" origin="{origin}">'
        f"<Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{sources}</Sources>{rest}</Project>"
    )


def archive(xml, members=None, *, inner="project.qde"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(inner, xml if isinstance(xml, bytes) else xml.encode("utf-8"))
        for path, data in (members or {}).items():
            made.writestr(path, data if isinstance(data, bytes) else data.encode("utf-8"))
    return held.getvalue()
