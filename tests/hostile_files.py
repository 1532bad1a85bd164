#!/usr/bin/env python3
"""Writes the files that nobody should import into a folder: hostile_files.py FOLDER. Python's standard library only."""

import pathlib
import random
import struct
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
COLUMNS = ["跟团号", "商品", "数量", "商品金额", "收货人", "联系电话"]
ROW = ["7", "鸡蛋", "1", "10", "李芳", "13800000007"]
SHEET = "xl/worksheets/sheet1.xml"
CSV = "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone\n"


def workbook(path, rows):
    """A workbook whose only sheet is what `rows` yields, piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        parts = {
            "[Content_Types].xml":
                f'{XML}<Types xmlns="{PACKAGE}/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
                f'<Override PartName="/{SHEET}" ContentType="{CONTENT}.worksheet+xml"/></Types>',
            "_rels/.rels":
                f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml":
                f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
                '<sheet name="顾客购买表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels":
                f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        }
        for name, text in parts.items():
            book.writestr(name, text)
        with book.open(SHEET, "w") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(row(1, COLUMNS).encode() + row(2, ROW).encode())
            for piece in rows:
                sheet.write(piece)
            sheet.write(b"</sheetData></worksheet>")


def cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number, texts):
    cells = "".join(cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def belittled(data):
    """The same package, whose directory and headers say that the sheet unpacks to 1,000 bytes."""
    data = bytearray(data)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + name_at:at + name_at + len(SHEET)] == SHEET.encode():
                data[at + size_at:at + size_at + 4] = struct.pack("<I", 1000)
            at = data.find(signature, at + 4)
    return bytes(data)


def main(folder):
    workbook(folder / "good.xlsx", [])
    whole = (folder / "good.xlsx").read_bytes()
    (folder / "truncated.xlsx").write_bytes(whole[:len(whole) * 2 // 3])
    blank = b" " * 1_000_000
    workbook(folder / "bomb.xlsx", (blank for _ in range(520)))
    (folder / "lying_bomb.xlsx").write_bytes(belittled((folder / "bomb.xlsx").read_bytes()))
    workbook(folder / "far.xlsx", [f'<row r="1048576">{cell("XFD1048576", "x")}</row>'.encode()])
    (folder / "empty_rows.csv").write_text(CSV + "\n" * 10_000_000, encoding="utf-8")
    order = "午采,7,李芳,13800000007,1,102,紫龙路,鸡蛋,,{},10.00,,,\n"
    text = CSV + order.format("1")
    for name, encoding in (("utf8", "utf-8"), ("bom", "utf-8-sig"), ("gbk", "gbk"), ("utf16", "utf-16"), ("utf16be", "utf-16-be")):
        mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
        (folder / f"{name}.csv").write_bytes(mark + text.encode(encoding))
    noise = random.Random(1)
    for name in ("noise.csv", "noise.xlsx", "noise.json"):
        (folder / name).write_bytes(noise.randbytes(20_000))
    (folder / "broken_utf8.csv").write_bytes(text.encode() + b"\xff\xfe\x80\x81\x9d" * 50 + b"\n")
    for name, quantity in (("negative", "-1"), ("nothing", "0"), ("power", "1e9"), ("huge", "100001"), ("endless", "9" * 4000)):
        (folder / f"{name}.csv").write_text(CSV + order.format(quantity), encoding="utf-8")
    other = order.format("1").replace("李芳", "王强").replace("鸡蛋", "牛奶")
    (folder / "two_recipients.csv").write_text(text + other, encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
