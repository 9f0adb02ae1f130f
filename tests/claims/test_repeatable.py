"""The same text gives the same claims in another process, whatever the order of its sets."""

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from claimtrack.articles.endpoint import Endpoint
from claimtrack.claims.extractor import RulesExtractor
from claimtrack.claims.remote import RemoteExtractor
from tests.chat_server import KEY, MODEL, chat_server, claim

ROOT = Path(__file__).parents[2]
TEXT = """Ferry sinks off Tarn

HARBOR, March 3 (HW) - A ferry sank near the island of Tarn on Monday, killing at least 31 people, the coast guard said.

"We have found 12 more bodies," Captain Petro Vani told Channel Lumen. Between 3 and 5 men are missing in Larnos.

The water ministry denied that the dam had burst, Reuters reported. Die F\u00e4hre sank nach Angaben der Polizei am Montag."""
SAID = {
    "claims": [
        claim("the dam had burst", claimant="The water ministry", cue="denied", via=["Reuters", "Channel Lumen"]),
        claim("A ferry sank", claimant="the coast guard"),
        claim("nowhere"),
        claim("Tarn"),
    ]
}
PROGRAM = """
import json
import sys

from claimtrack.claims.parse import load_parser
from tests.claims.test_repeatable import outcomes

sys.stdout.write(outcomes(load_parser(), json.loads(sys.stdin.buffer.read())))
"""


def outcomes(nlp: Any, texts: list[str]) -> str:
    """What the rules, and a model that always answers the same, make of texts, one a line; each is extracted twice."""
    lines = []
    with chat_server(lambda _: SAID) as chat:
        address = f"{chat.url}/chat/completions"
        with Endpoint(address, user_agent="t", key=KEY) as endpoint:
            rules = RulesExtractor(lambda: nullcontext(nlp))
            remote = RemoteExtractor(endpoint.ask, lend=lambda: nullcontext(nlp), model=MODEL, host="models.example")
            for extractor, given in ((rules, [TEXT, *texts]), (remote, [TEXT])):
                for text in given:
                    first, second = (
                        extractor.extract(
                            text,
                            published_on=date(2026, 3, 3),
                            known_agencies={"Harbor Wire": "HW", "Coast Agency": "CA"},
                        )
                        for _ in range(2)
                    )
                    assert first == second
                    lines.append(ascii(first))
    return "\n".join(lines)


def test_another_process_gives_the_same_claims(nlp: Any) -> None:
    """By the rules and by a model that answers the same: here, and in a process whose sets have an order of their own."""
    rows = (ROOT / "seeds" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    texts = [json.loads(row)["text"] for row in rows]
    seed = "4242" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    elsewhere = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    there, wrong = elsewhere.communicate(json.dumps(texts), timeout=300)
    here = outcomes(nlp, texts)

    assert elsewhere.returncode == 0, wrong
    assert 8 == here.count("Extraction(")
    assert there == here
