//! Our CSV, rule by rule.

use ziti_import::Format;
use ziti_wire::batch::Zone;

use crate::files::{as_format, codes, parsed, view};

const HEAD: &str =
    "round,sequence_no,recipient,phone,building,room,address,product,variant,quantity,unit_price,paid,note,zone";

#[test]
fn a_row_is_a_line_and_every_column_has_its_place() {
    let text = format!(
        "{HEAD}\n周三团,1,清川,13812345678,86,1101,某路 5 号,西瓜,大,1.5,3.33,,放门口,chilled\n周三团,1,,,,,,荔枝,,2,59.9,100,,冷冻\n周四团,1,王,13812345679,,,,荔枝,,1,59.90,,,\n"
    );
    let found = parsed(text.as_bytes(), "a.csv");
    assert_eq!((codes(&found.errors), codes(&found.warnings)), (vec![], vec![]));
    assert_eq!(
        (found.source, found.blocks, found.complete, found.round.as_deref()),
        ("csv", 2, true, None)
    );
    assert_eq!(
        view(&found),
        ["1:清川=西瓜×1500@500,荔枝×2000@11980", "1:王=荔枝×1000@5990"]
    );
    let first = &found.orders[0];
    assert_eq!(
        (first.round.as_str(), first.building.as_str(), first.room.as_str()),
        ("周三团", "86", "1101")
    );
    assert_eq!(
        (first.address.as_str(), first.note.as_str(), first.paid_minor),
        ("某路 5 号", "放门口", Some(10_500))
    );
    assert_eq!(
        (
            first.lines[0].variant.as_str(),
            first.lines[0].zone,
            first.lines[1].zone
        ),
        ("大", Zone::Chilled, Zone::Frozen)
    );
    assert_eq!(
        (found.orders[1].round.as_str(), found.orders[1].paid_minor),
        ("周四团", None)
    );
}

#[test]
fn columns_come_in_any_order_and_most_may_be_missing() {
    for text in [
        "quantity;Product;Sequence No\n2;西瓜;7",
        "sequence_no\tproduct\tquantity\r\n\r\n7\t西瓜\t2\r\n",
        "\n\nsequence_no,extra,product,quantity\n7,x,西瓜,2\n,,,\n",
    ] {
        let found = parsed(text.as_bytes(), "a.csv");
        assert_eq!(
            (codes(&found.errors), view(&found)),
            (vec![], vec!["7:=西瓜×2000@0".to_owned()]),
            "{text:?}"
        );
        assert_eq!(found.warnings.len(), 1, "a recipient is missed: {:?}", found.warnings);
    }
}

#[test]
fn a_row_with_something_wrong_is_named() {
    for (row, errors, warnings) in [
        (",1,清川,13812345678,,,,西瓜,,1,80,,,", "", ""),
        (",,清川,13812345678,,,,西瓜,,1,80,,,", "sequence_no_missing@2", ""),
        (",1,清川,13812345678,,,,,,1,80,,,", "product_missing@2", ""),
        (",1,清川,13812345678,,,,西瓜,,0,80,,,", "quantity_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,-1,80,,,", "quantity_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,1.2345,80,,,", "quantity_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,999999999,80,,,", "quantity_absurd@2", ""),
        (",1,清川,13812345678,,,,西瓜,,1,-1,,,", "amount_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,100000,99999,,,", "amount_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,1,80,x,,", "amount_invalid@2", ""),
        (",1,清川,13812345678,,,,西瓜,,1,80,,,warm", "", "zone_unknown@2"),
        (",1,,13812345678,,,,西瓜,,1,80,,,", "", "recipient_missing@2"),
        (
            ",1,清\u{7}川,13812345678,,,,西瓜,,1,80,,,",
            "",
            "control_characters_removed@2",
        ),
        (
            ",1,清川,13812345678,,,某路, 5 号,西瓜,,1,80,,,",
            "csv_row_malformed@2",
            "",
        ),
        (",1,\"清\"川,13812345678,,,,西瓜,,1,80,,,", "csv_row_malformed@2", ""),
        (",1,\"清川,13812345678,,,,西瓜,,1,80,,,", "csv_row_malformed@2", ""),
    ] {
        let found = parsed(format!("{HEAD}\n{row}\n").as_bytes(), "a.csv");
        assert_eq!(
            (codes(&found.errors).join(" "), codes(&found.warnings).join(" ")),
            (errors.to_owned(), warnings.to_owned()),
            "{row}"
        );
    }
}

#[test]
fn a_header_that_is_missing_is_not_taken_for_a_row() {
    assert_eq!(
        codes(&as_format("1,清川,西瓜\n".as_bytes(), Format::Csv).errors),
        ["csv_header_missing@1"]
    );
    assert_eq!(codes(&as_format(b"", Format::Csv).errors), ["csv_header_missing"]);
    assert_eq!(
        codes(&parsed("1,清川,西瓜\n".as_bytes(), "a.csv").errors),
        ["unknown_format"]
    );
    let found = parsed(b"sequence_no,recipient\n1,x\n", "a.csv");
    assert_eq!(codes(&found.errors), ["column_missing@1", "column_missing@1"]);
    assert_eq!(
        found.errors[0].message,
        "The file has no column product. Columns found: sequence_no, recipient."
    );
}

#[test]
fn every_encoding_that_programs_write_is_read() {
    let text = format!("{HEAD}\n,1,郭山彤,13812345678,,,上海市闵行区紫龙路,西瓜,,1,80,,,\n");
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    for (name, bytes, guessed) in [
        ("UTF-8", text.as_bytes().to_vec(), false),
        (
            "UTF-8 with its mark",
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            false,
        ),
        (
            "UTF-16LE with its mark",
            [vec![0xFF, 0xFE], utf16(u16::to_le_bytes)].concat(),
            false,
        ),
        (
            "UTF-16BE with its mark",
            [vec![0xFE, 0xFF], utf16(u16::to_be_bytes)].concat(),
            false,
        ),
        ("UTF-16LE", utf16(u16::to_le_bytes), true),
        ("GBK", gbk, true),
    ] {
        let found = parsed(&bytes, "a.csv");
        assert_eq!(
            (codes(&found.errors), view(&found)),
            (vec![], vec!["1:郭山彤=西瓜×1000@8000".to_owned()]),
            "{name}"
        );
        assert_eq!(
            codes(&found.warnings).join(""),
            if guessed { "encoding_guessed" } else { "" },
            "{name}"
        );
    }
    let mut damaged = text.repeat(2).into_bytes();
    damaged.push(0xFF);
    for bytes in [
        &damaged[..],
        b"sequence_no,product,quantity\n1,caf\xE9\n",
        b"\xFF\xFEa\0\x00\xD8",
    ] {
        assert_eq!(
            codes(&parsed(bytes, "a.csv").errors),
            ["encoding_unreadable"],
            "{bytes:?}"
        );
    }
}
