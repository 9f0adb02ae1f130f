"""The same text gives the same claims in another process, whatever the order of its sets."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json
import sys
from contextlib import nullcontext
from datetime import date

from claimtrack.articles.endpoint import Endpoint
from claimtrack.claims.extractor import RulesExtractor
from claimtrack.claims.parse import load_parser
from claimtrack.claims.remote import RemoteExtractor
from tests.chat_server import KEY, MODEL, chat_server, claim

TEXTS = json.loads(sys.stdin.buffer.read())
TEXT = '''Ferry sinks off Tarn

HARBOR, March 3 (HW) - A ferry sank near the island of Tarn on Monday, killing at least 31 people, the coast guard said.

"We have found 12 more bodies," Captain Petro Vani told Channel Lumen. Between 3 and 5 men are missing in Larnos.

The water ministry denied that the dam had burst, Reuters reported. Die F\\u00e4hre sank nach Angaben der Polizei am Montag.'''
SAID = {"claims": [
    claim("the dam had burst", claimant="The water ministry", cue="denied", via=["Reuters", "Channel Lumen"]),
    claim("A ferry sank", claimant="the coast guard"), claim("nowhere"), claim("Tarn"),
]}
nlp = load_parser()
lend = lambda: nullcontext(nlp)
with chat_server(lambda _: SAID) as chat, Endpoint(f"{chat.url}/chat/completions", user_agent="t", key=KEY) as endpoint:
    remote = RemoteExtractor(endpoint.ask, lend=lend, model=MODEL, host="models.example")
    for extractor, texts in ((RulesExtractor(lend), [TEXT, *TEXTS]), (remote, [TEXT])):
        for text in texts:
            known = {"published_on": date(2026, 3, 3), "known_agencies": {"Harbor Wire": "HW", "Coast Agency": "CA"}}
            first, second = (extractor.extract(text, **known) for _ in range(2))
            assert first == second
            print(ascii(first))
"""


def test_another_process_gives_the_same_claims() -> None:
    """By the rules and by a model that answers the same, twice in each process, whose sets have orders of their own."""
    rows = (ROOT / "seeds" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    texts = json.dumps([json.loads(row)["text"] for row in rows])
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "4242")
    ]

    (first, wrong), (second, _) = [run.communicate(texts, timeout=300) for run in runs]

    assert [0, 0] == [run.returncode for run in runs], wrong
    assert 8 == first.count("Extraction(")
    assert first == second
