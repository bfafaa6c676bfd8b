"""The parameters of one call, however they came: query, JSON, urlencoded or multipart."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from playground.files import Upload
from playground.refusal import Json, Refused, bad_request

REQUEST_BYTES_MAX = 50 * 1024 * 1024


class Params:
    """values: strings, or what JSON had; uploads: files by their field's name."""

    __slots__ = ("uploads", "values")

    def __init__(self, values: Json, uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def number(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """As Telegram reads numbers: what is no number is the default, what is outside is moved inside."""
        value = self.values.get(name)
        try:
            number = default if value is None or value == "" else int(value)
        except (TypeError, ValueError):
            number = default
        if low is not None and number < low:
            return low
        return high if high is not None and number > high else number

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or str(value).lower() in ("true", "1", "yes")

    def parsed(self, name: str, what: str) -> Any:
        """The value that JSON means, or None when it was not given. what: the words of Telegram's refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"Can't parse {what} JSON object") from error

    def array(self, name: str) -> list[Any]:
        value = self.parsed(name, name)
        return value if isinstance(value, list) else []

    def recorded(self) -> Json:
        """What the list of calls shows: files by name and size only."""
        if not self.uploads:
            return self.values
        named = {key: f"<file {file.name}, {len(file.content)} bytes>" for key, file in self.uploads.items()}
        return {**self.values, **named}


async def decoded(query: bytes, content_type: str, body: bytes) -> Params:
    """Raise 400 for a body that is not what its content type says."""
    values: Json = dict(parse_qsl(query.decode(), keep_blank_values=True)) if query else {}
    if not body:
        return Params(values)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return Params(values | json_object(body)) if values else Params(json_object(body))
    if kind == "application/x-www-form-urlencoded":
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
        return Params(values)
    if kind == "multipart/form-data":
        fields, uploads = await multipart(content_type, body)
        return Params(values | fields, uploads)
    return Params(values)


def json_object(body: bytes) -> Json:
    try:
        value = json.loads(body.decode())
    except ValueError as error:
        raise Refused(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(value, dict):
        raise Refused(400, "Bad Request: expected an Object")
    return value


async def multipart(content_type: str, body: bytes) -> tuple[Json, dict[str, Upload]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(Headers({"content-type": content_type}), stream(), max_part_size=REQUEST_BYTES_MAX)
    # Everything stays in memory: the body already is.
    parser.spool_max_size = REQUEST_BYTES_MAX
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise Refused(400, "Bad Request: can't parse multipart body") from error
    values: Json = {}
    uploads: dict[str, Upload] = {}
    for name, part in form.multi_items():
        if isinstance(part, UploadFile):
            uploads[name] = Upload(part.filename or name, part.content_type or "", await part.read())
        else:
            values[name] = part
    return values, uploads
