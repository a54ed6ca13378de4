"""Certificates per second: the Typst template against the same page in HTML through WeasyPrint.

    uv run --group bench python bench/bench_certificates.py

One process, one run. Both engines are warm, read the same fonts, draw the same QR code as SVG and get names
and numbers that differ from page to page. They take turns, and each keeps its best, so that a busy machine
weighs on neither more. Typst writes PDF/A-3a and PDF/UA-1 with the attached facts; WeasyPrint writes a plain
PDF (its fastest, with fonts and style sheet kept from page to page), then a PDF/A-3a. First in one thread, then
in as many as there are processors: Typst leaves the interpreter free, an engine in Python does not. The target
compares the most pages a second that one process gives with each, WeasyPrint being let off the conformity.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html import escape
from itertools import count
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jurande.documents import compose, qr
from jurande.documents.contracts import CertificateData, Signatory
from jurande.documents.render import FONTS
from jurande.rules.dates import MONTHS
from tests.documents import samples

type Write = Callable[[CertificateData], None]

TARGET = 20

FACES = "".join(
    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{(FONTS / file).as_uri()}"); }}'
    for family, weight, file in (
        ("Source Sans 3", 400, "SourceSans3-Regular.ttf"),
        ("Source Sans 3", 600, "SourceSans3-SemiBold.ttf"),
        ("Source Serif 4", 600, "SourceSerif4-SemiBold.ttf"),
    )
)
STYLE = (
    FACES
    + """
@page { size: A4 landscape; margin: 0; }
* { margin: 0; padding: 0; }
body { font: 10.5pt/1.25 "Source Sans 3"; color: #15222C; position: relative; width: 297mm; height: 210mm; }
.frame { position: absolute; left: 9mm; top: 9mm; width: 279mm; height: 192mm; }
.in { position: absolute; }
.soft { color: #475866; font-size: .8em; }
b { font-weight: 600; }
.big { font: 600 13pt/1.2 "Source Serif 4"; display: block; }
h1 { font: 600 20.5pt/1.2 "Source Serif 4"; margin-top: 2mm; }
.holder { font: 600 32pt/1.2 "Source Serif 4"; margin: 2mm 0 6mm; }
.rules { border-top: 1.6pt solid #15222C; height: 1.6pt; border-bottom: .4pt solid #15222C; }
.facts { display: flex; } .facts p { width: 25%; } .facts b { display: block; }
.blocks { width: 100%; border-collapse: collapse; border-top: 1pt solid #15222C; margin: 1.5mm 0 4mm; }
.blocks td { border-bottom: .4pt solid #D5DDE3; padding: 1.2mm 0; } .blocks td:first-child { width: 18mm; }
.cite { padding-left: 9pt; text-indent: -9pt; } .cite i { color: #B0430A; font-style: normal; font-weight: 600; }
.sign { width: 90mm; height: 24mm; border-bottom: .5pt solid #768896; }
.foot { font-size: 6.4pt; color: #475866; }
"""
)
FRAME = (
    '<svg class="frame" viewBox="0 0 279 192" xmlns="http://www.w3.org/2000/svg">'
    '<path d="M9 .3H270L278.7 9V183L270 191.7H9L.3 183V9z" fill="none" stroke="#15222C" stroke-width=".56"/>'
    '<path d="M9.9 1.5H269.1L277.5 9.9V182.1L269.1 190.5H9.9L1.5 182.1V9.9z" fill="none" stroke="#15222C" '
    'stroke-width=".14"/></svg>'
)
PUNCH = (
    '<svg width="10mm" height="10mm" viewBox="0 0 28 28" xmlns="http://www.w3.org/2000/svg">'
    '<path d="M8.4 0h11.2L28 8.4v11.2L19.6 28H8.4L0 19.6V8.4z" fill="#B0430A"/>'
    '<path d="M12 7.2h6.2v1.5h-1.5v8.2c0 2.7-1.6 4.3-4.2 4.3-1.5 0-2.7-.5-3.5-1.4l1.1-1.4c.6.6 1.3.9 2.1.9 1.4 0 '
    '2.1-.8 2.1-2.5V8.7H12z" fill="#fff"/></svg>'
)


def page(data: CertificateData) -> str:
    """The certificate's page in HTML: same words, same places, same fonts."""
    blocks = "".join(f"<tr><td><b>{escape(b.code)}</b></td><td>{escape(b.title)}</td></tr>" for b in data.blocks)
    born, jury, awarded = (
        f"{day.day}{'<sup>er</sup>' if day.day == 1 else ''} {MONTHS[day.month - 1]} {day.year}"
        for day in (data.born_on, data.jury_on, data.awarded_on)
    )
    claim = data.rncp_claim
    cite = f'<p class="cite"><i>§</i> {escape(claim.text)} <span class="soft">{escape(claim.clause)}</span></p>'
    drawing = qr.svg(data.verification_url).replace("<svg ", '<svg width="26mm" height="26mm" ', 1)
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>{escape(data.number)} : {escape(data.title)}</title></head><body>{FRAME}
<div class="in" style="left:23mm;top:19mm">{PUNCH}</div>
<p class="in" style="left:37mm;top:20mm"><span class="soft">Autorité responsable de la certification</span><br>
<b>{escape(data.authority)}</b></p>
<div class="in rules" style="left:23mm;top:33mm;width:251mm"></div>
<div class="in" style="left:73mm;top:37mm;height:148mm;border-left:.7pt solid #E3B899"></div>
<div class="in" style="left:23mm;top:41mm;width:46mm"><p class="soft">Numéro</p><b class="big">{data.number}</b><br>
<p class="soft">Code public</p><b class="big">{data.code}</b></div>
<div class="in" style="left:82mm;top:41mm;width:192mm"><p class="soft">{escape(data.kind)}</p>
<h1>{escape(data.title)}</h1><br><p class="soft">délivré à</p><p class="holder">{escape(data.holder)}</p>
<div class="facts"><p><span class="soft">Naissance</span><b>{born},<br>{escape(data.born_at)}</b></p>
<p><span class="soft">Jury paritaire de délibération</span><b>{jury}</b></p>
<p><span class="soft">Délivrance</span><b>{awarded}</b></p>
<p><span class="soft">Centre d’examen</span><b>{escape(data.centre)}</b></p></div><br>
<p class="soft">Blocs de compétences validés</p><table class="blocks">{blocks}</table>{cite}</div>
{sign(data.authority_signatory, 82)}{sign(data.president, 182)}
<div class="in" style="left:23mm;top:140mm;width:46mm">{drawing}<p class="soft">Vérifier ce certificat</p>
<a href="{data.verification_url}">{data.verification_url}</a></div>
<p class="in foot" style="left:23mm;top:190mm">Registre {samples.HEAD.chain}, écriture n° {samples.HEAD.sequence},
empreinte {samples.HEAD.hash}</p></body></html>"""


def sign(person: Signatory, left: int) -> str:
    return (
        f'<div class="in sign" style="left:{left}mm;top:155mm"><p class="soft">{escape(person.quality)}</p>'
        f"<b>{escape(person.name)}</b></div>"
    )


NUMBERS = count(1)


def candidate() -> CertificateData:
    """A certificate that was never written before: no engine may answer from a cache."""
    n = next(NUMBERS)
    code = f"{n:04}-9D2M-VX83"
    return replace(
        samples.CERTIFICATE,
        holder=f"Łucja Wiśniewska {n}",
        number=f"VDB-2022-{n:04}",
        code=code,
        verification_url=f"https://registre.example.org/v/{code}",
    )


def with_typst(data: CertificateData) -> None:
    compose.certificate(data, head=samples.HEAD, created=samples.CREATED)


def with_weasyprint(variant: str | None) -> Write:
    local = threading.local()

    def write(data: CertificateData) -> None:
        if not hasattr(local, "fonts"):
            local.fonts = FontConfiguration()
            local.style = weasyprint.CSS(string=STYLE, font_config=local.fonts)
        html = weasyprint.HTML(string=page(data))
        document = html.render(stylesheets=[local.style], font_config=local.fonts)
        assert len(document.pages) == 1, "to be compared, the HTML must hold on one page"
        document.write_pdf(pdf_variant=variant)

    return write


ENGINES: dict[str, tuple[Write, int]] = {  # name: how it writes a page, and how many at each turn
    "Typst, PDF/A-3a + PDF/UA-1": (with_typst, 40),
    "WeasyPrint, plain PDF": (with_weasyprint(None), 4),
    "WeasyPrint, PDF/A-3a": (with_weasyprint("pdf/a-3a"), 4),
}


@dataclass
class Best:
    """Seconds a page in the best turn: by the clock on the wall, and of processor in all threads together."""

    wall: float = math.inf
    processor: float = math.inf


def measured(turns: int, threads: int) -> dict[str, Best]:
    """The best of `turns` turns of each engine, in one process with so many threads."""
    best = {name: Best() for name in ENGINES}
    with ThreadPoolExecutor(threads) as pool:
        for write, _ in ENGINES.values():
            list(pool.map(write, [candidate() for _ in range(4 * threads)]))
        for _ in range(turns):
            for name, (write, pages) in ENGINES.items():
                batch = [candidate() for _ in range(pages)]
                wall, processor = time.perf_counter(), time.process_time()
                list(pool.map(write, batch))
                best[name].wall = min(best[name].wall, (time.perf_counter() - wall) / pages)
                best[name].processor = min(best[name].processor, (time.process_time() - processor) / pages)
    return best


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--turns", type=int, default=10, help="turns of each engine (default 10)")
    turns: int = arguments.parse_args().turns
    fastest = dict.fromkeys(ENGINES, 0.0)
    for threads in sorted({1, os.cpu_count() or 1}):
        print(f"One process, {threads} thread{'s' if threads > 1 else ''}")
        best = measured(turns, threads)
        typst = next(iter(best.values()))
        for name, one in best.items():
            fastest[name] = max(fastest[name], 1 / one.wall)
            print(
                f"  {name:28} {1 / one.wall:6.1f} pages/s; a page takes {one.wall * 1000:5.1f} ms "
                f"({one.processor * 1000:5.1f} of processor), "
                f"{one.wall / typst.wall:4.1f} times Typst's ({one.processor / typst.processor:4.1f} of processor)"
            )
    ours, *others = fastest.values()
    theirs = max(others)
    print(f"One process: {ours:.0f} pages/s, {ours / theirs:.1f} times WeasyPrint's {theirs:.1f}; target {TARGET}")


if __name__ == "__main__":
    main()
