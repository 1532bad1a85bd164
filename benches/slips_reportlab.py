"""1,000 slips with ReportLab and segno: the reference of benches/benches/budgets/slips.rs. Prints microseconds.

It draws the same texts and codes as ours, and embeds a subset of a Chinese TrueType font as ours does. ReportLab cannot
embed Noto's outlines, so it gets WenQuanYi Micro Hei, whose file is a quarter as long. A code is one path of horizontal
bars, the quickest of the ways tried.
"""
import json
import pathlib
import sys
import time

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FONT = "usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
MODULE = 0.75 * mm

folder = pathlib.Path(sys.argv[1])
slips = json.loads((folder / "slips.json").read_text())
fonts = [root / FONT for root in (pathlib.Path("/"), folder)]
font = next(str(path) for path in fonts if path.exists())


def bars(row):
    """Dark runs of a row: where each begins and how long it is."""
    begin = 0
    for column, dark in enumerate([*row, 0]):
        if not dark:
            if column > begin:
                yield begin, column - begin
            begin = column + 1


began = time.perf_counter()
pdfmetrics.registerFont(TTFont("Hei", font, subfontIndex=0))
page = canvas.Canvas(str(folder / "reportlab.pdf"), pagesize=A4, pageCompression=1)
for at, slip in enumerate(slips):
    place = at % 24
    if at and place == 0:
        page.showPage()
    x, top = (place % 3 * 70 + 5) * mm, A4[1] - (place // 3 * 37.125 + 4) * mm
    path = page.beginPath()
    for row, modules in enumerate(segno.make(slip["code"], error="q", micro=False).matrix):
        for begin, length in bars(modules):
            path.rect(x + begin * MODULE, top - (row + 1) * MODULE, length * MODULE, MODULE)
    page.drawPath(path, stroke=0, fill=1)
    page.setLineWidth(0.5 * mm)
    page.roundRect(x + 21.75 * mm, top - 22.4 * mm, 38.25 * mm, 9.9 * mm, 1.6 * mm)
    for left, down, size, at_right, words in slip["texts"]:
        page.setFont("Hei", size * mm)
        draw = page.drawRightString if at_right else page.drawString
        draw(x + left * mm, top - down * mm, words)
page.save()
print(round((time.perf_counter() - began) * 1_000_000))
