#!/usr/bin/env python3
"""What workbooks of orders say, read with openpyxl: oracles to hold importers against, slow and plain. A JSON document a line.

Usage: oracle_orders.py lines REFERENCE.py FILE...   a row is a line; REFERENCE.py has a function read(path)
       oracle_orders.py orders OWN_POINT FILE...     a row is an order and 商品 is one text; rules: docs/formats.md
"""
import importlib.util
import json
import re
import sys
from collections import defaultdict
from decimal import Decimal

import openpyxl
from openpyxl.utils.escape import unescape

SIGNED = re.compile(r"^(.*?)\s*([xX×*＊✕])\s*([0-9]+(?:\.[0-9]{1,3})?)\s*[份件]?$", re.S)
PLAIN = re.compile(r"^(.*?\S)\s+([0-9]+(?:\.[0-9]{1,3})?)\s*[份件]$", re.S)


def name(header):
    return re.sub(r"[（(].*?[)）]|\s", "", str(header or ""))


def folded(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str("" if value is None else value).split())


def units(value, places):
    return int(Decimal(str(value)) * 10**places)


def cut(text, separators):
    """Splits at separators outside brackets."""
    parts, depth, part = [], 0, ""
    for c in text:
        depth = max(0, depth + (c in "(（") - (c in ")）"))
        if c in separators and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += c
    parts.append(part)
    return [p.strip() for p in parts if p.strip()]


def counted(text):
    """A product and how many of it, or None for what cannot be told."""
    signed = SIGNED.match(text)
    # The last sign counts: what stands before it may hold others.
    if signed:
        head, number = re.match(r"^(.*)([xX×*＊✕])\s*([0-9.]+)\s*[份件]?$", text, re.S).group(1, 3)
        sign = text[len(head)]
        if not head.strip() or head[-1] in "0123456789" or (sign in "xX" and re.match("[A-Za-z]", head[-1])):
            return None
        if not re.fullmatch(r"[0-9]+(\.[0-9]{1,3})?", number):
            return None
        return head.strip(), number
    plain = PLAIN.match(text)
    return plain and (plain.group(1).strip(), plain.group(2))


def specification(product):
    """What the brackets at the product's end hold."""
    if not product or product[-1] not in ")）":
        return ""
    depth = 0
    for at in range(len(product) - 1, -1, -1):
        depth += (product[at] in ")）") - (product[at] in "(（")
        if depth == 0:
            return product[at + 1 : -1].strip()
    return ""


def products(text, total):
    """The lines [product, specification, thousandths], and whether a person must look."""
    lines, unclear = [], False
    for part in cut(text, "\n\r；;"):
        pieces = cut(part, "、")
        read = [counted(p) for p in pieces]
        if all(read):
            lines += [[p, specification(p), units(q, 3)] for p, q in read]
        else:
            lines.append([part, specification(part), None])
    for line in lines:
        if line[2] is None:
            alone = len(lines) == 1 and "、" not in text and total
            line[2] = total if alone else 1000
            unclear = unclear or not alone
    wrong_sum = bool(total) and sum(line[2] for line in lines) != total
    return lines, unclear or wrong_sum


def elsewhere(state, refund, paid, logistics):
    if "已取消" in state:
        return "cancelled", state
    if "已退款" in state:
        return "refunded", state
    if "未支付" in state:
        return "unpaid", state
    if refund > 0 and paid and refund >= Decimal(paid):
        return "refunded", "全额退款"
    if logistics and "自提" not in logistics:
        return "other_logistics", logistics
    return None


def orders(path, own):
    book = openpyxl.load_workbook(path, data_only=True)
    page = next(s for s in book if "跟团号" in [name(c.value) for c in s[1]])
    column = {name(c.value): c.column for c in page[1]}
    merged = {}
    for area in page.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for col in range(area.min_col, area.max_col + 1):
                merged[row, col] = area.min_row

    def cell(row, *keys, top=True):
        key = next((k for k in keys if k in column), None)
        if key is None:
            return None
        value = page.cell(row, column[key]).value
        if value in (None, "") and top:
            value = page.cell(merged.get((row, column[key]), row), column[key]).value
        # openpyxl leaves what spreadsheets write in place of forbidden characters.
        return unescape(value) if isinstance(value, str) else value

    result, groups, warnings = {}, defaultdict(lambda: [0, set()]), []
    blocks, customers = set(), defaultdict(set)
    for row in range(2, page.max_row + 1):
        number = folded(cell(row, "跟团号"))
        if not number:
            continue
        paid = folded(cell(row, "订单金额", top=False))
        refund = Decimal(folded(cell(row, "退款金额", "订单退款", top=False)) or 0)
        state = folded(cell(row, "订单状态"))
        point = folded(cell(row, "自提点", "服务小区"))
        group = elsewhere(state, refund, paid, folded(cell(row, "物流方式")))
        if not group and point != own:
            group = "other_point", point
        if group:
            groups[group][0] += 1
            groups[group][1].add(number)
            continue
        if refund > 0:
            warnings.append(["partly_refunded", [number]])
        block = merged.get((row, column["订单金额"]), row)
        blocks.add(block)
        customers[block].add(number)
        total = folded(cell(row, "数量", top=False))
        lines, unclear = products(str(cell(row, "商品", top=False)), units(total, 3) if total else None)
        if unclear:
            warnings.append(["product_text_unclear", [number]])
        order = result.setdefault(number, {
            "recipients": [], "phones": [], "lines": [], "note": [], "picked": [],
            "building": folded(cell(row, "楼号")), "room": folded(cell(row, "房号")), "address": folded(cell(row, "详细地址")),
        })
        for key, header in (("recipients", "收货人"), ("phones", "联系电话")):
            value = folded(cell(row, header))
            if value not in order[key]:
                order[key].append(value)
        order["picked"].append(folded(cell(row, "核销状态", "已提货")) in ("已核销", "已提货", "是"))
        amount = units(paid or 0, 2)
        for product, shown, thousandths in lines:
            order["lines"].append([" ".join(product.split()), " ".join(shown.split()), thousandths, amount])
            amount = 0
        remark = re.match(r"^\s*([0-9]+)\s*[:：](.*)$", str(cell(row, "团员备注") or ""))
        if remark and remark.group(1) == number and remark.group(2).strip() not in order["note"]:
            order["note"].append(remark.group(2).strip())
    for number, order in result.items():
        if len(order["recipients"]) > 1:
            warnings.append(["recipient_conflict", [number]])
        elif len(order["phones"]) > 1:
            warnings.append(["phone_conflict", [number]])
        for key in ("recipients", "phones"):
            order[key] = [value for value in order[key] if value]
        order["collected"] = all(order["picked"])
        if any(order["picked"]) and not order["collected"]:
            order["note"].append(f"已核销 {sum(order['picked'])}/{len(order['picked'])}")
            warnings.append(["partly_collected_elsewhere", [number]])
        order["note"] = "；".join(note for note in order["note"] if note)
        del order["picked"]
    for numbers in customers.values():
        if len(numbers) > 1:
            warnings.append(["merged_customer", sorted(numbers, key=lambda n: (len(n), n))])
    return {
        "blocks": len(blocks),
        "orders": list(result),
        "by_sequence_no": result,
        "groups": sorted([kind, title, rows, len(numbers)] for (kind, title), (rows, numbers) in groups.items()),
        "warnings": sorted(warnings),
    }


def main(kind, argument, *paths):
    if kind == "lines":
        spec = importlib.util.spec_from_file_location("reference", argument)
        reference = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reference)
    for path in paths:
        found = reference.read(path) if kind == "lines" else orders(path, argument)
        print(json.dumps(found, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
