"""1,000 slips with ReportLab and segno: the reference of benches/benches/budgets/slips.rs. Prints microseconds."""
import pathlib
import sys
import time

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

folder = pathlib.Path(sys.argv[1])
codes = (folder / "codes.txt").read_text().split()
began = time.perf_counter()
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
page = canvas.Canvas(str(folder / "slips.pdf"), pagesize=A4)
for at, code in enumerate(codes):
    place = at % 24
    if at and place == 0:
        page.showPage()
    x, y = place % 3 * 70 * mm + 6 * mm, A4[1] - (place // 3 + 1) * 37.125 * mm + 6 * mm
    for row, modules in enumerate(segno.make(code, error="q", micro=False).matrix):
        for column, dark in enumerate(modules):
            if dark:
                page.rect(x + column * 0.75 * mm, y + (25 - row) * 0.75 * mm, 0.75 * mm, 0.75 * mm, stroke=0, fill=1)
    page.setFont("STSong-Light", 9)
    for line, text in enumerate(["柳** 19-102", "冰淇淋黄心西瓜(一箱四个约14斤) 1", "荔枝(每箱四斤) 2", "6月22日 周一 嘉怡水岸", str(at + 1)]):
        page.drawString(x + 24 * mm, y + 20 * mm - line * 4 * mm, text)
page.save()
print(round((time.perf_counter() - began) * 1_000_000))
