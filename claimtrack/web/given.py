"""What handlers ask for: the open engine, who is asking, the request and its form."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from claimtrack.services.engine import Engine
from claimtrack.services.judged import PairStock
from claimtrack.web.gate import Gate

OpenEngine = NamedDependency[Engine]
"""The engine that the application was made with."""

Actor = NamedDependency[str]
"""Who is asking, as the record names them."""

JudgedPairs = NamedDependency[PairStock]
"""Pairs of stored claims, judged anew."""

Access = NamedDependency[Gate]
"""Who may come in, and what is needed to let somebody in."""

WebRequest = Request[Any, Any, Any]

Answer = Template | Redirect
"""What a form answers with: the page again, or the way to the next."""

Number = FromPath[int]
"""The number of a row, as it stands in the address."""

Form = URLEncodedBody[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """The form for a pasted text or a file."""

    outlet: str = ""
    title: str = ""
    published_at: str = ""
    url: str = ""
    text: str = ""
    file: UploadFile | None = None

    def typed(self) -> dict[str, str]:
        """What was typed; a file cannot be put back into a form."""
        names = ("outlet", "title", "published_at", "url", "text")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """The form for a file with many articles."""

    file: UploadFile | None = None


Text = MultipartBody[TextForm]
File = MultipartBody[FileForm]
