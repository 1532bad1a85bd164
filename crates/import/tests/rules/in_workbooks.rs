//! Kuaituantuan's workbooks, rule by rule.

use ziti_import::Format;

use crate::files::{as_format, bare, book, codes, orders, parsed, sheet_xml, view, zipped};

const HEAD: &str =
    "跟团号|商品|数量|商品金额|收货人|联系电话|订单金额|物流方式|服务小区|退款金额|订单状态|团员备注|核销状态";

/// The orders, errors and warnings of a workbook with these rows below [`HEAD`].
fn read(rows: &[&str]) -> ziti_import::Parsed {
    let mut all = vec![HEAD];
    all.extend(rows);
    parsed(&orders(&all), "a.xlsx")
}

const ROW: &str = "1|西瓜|1|80|清川|13812345678|80|自提|枫林路|0|已支付||";

#[test]
fn a_row_with_something_wrong_is_named_and_nothing_is_dropped_unseen() {
    for (row, errors, warnings) in [
        (ROW, "", ""),
        ("|西瓜|1|80|清川|13812345678|80|||||", "sequence_no_missing@2", ""),
        ("||119|9287||||||||", "", "sequence_no_missing@2"),
        ("1||1|80|清川|13812345678|80", "product_missing@2", ""),
        ("1|西瓜|0|80|清川|13812345678|80", "quantity_invalid@2", ""),
        ("1|西瓜|-2|80|清川|13812345678|80", "quantity_invalid@2", ""),
        ("1|西瓜|两箱|80|清川|13812345678|80", "quantity_invalid@2", ""),
        ("1|西瓜||80|清川|13812345678|80", "quantity_invalid@2", ""),
        ("1|西瓜|100001|80|清川|13812345678|80", "quantity_absurd@2", ""),
        (
            "1|西瓜|1|-80|清川|13812345678|80",
            "amount_invalid@2",
            "amount_mismatch@2",
        ),
        ("1|西瓜|1|80|清川|13812345678|八十", "amount_invalid@2", ""),
        ("1|西瓜|1|80||13812345678|80", "", "recipient_missing@2"),
        ("1|西瓜|1|80|清川|abc|80", "", "phone_odd@2"),
        ("1|西瓜|1|80|清川|138****5678|80", "", ""),
        (
            "1|西瓜|1|80|清\u{202e}川|13812345678|80",
            "",
            "control_characters_removed@2",
        ),
        ("1|西瓜|1|80|清川|13812345678|79", "", "amount_mismatch@2"),
        (
            "1|西瓜|1|80|清川|13812345678|80|自提|枫林路|12",
            "",
            "partly_refunded@2",
        ),
        (
            "1|西瓜|1|80|清川|13812345678|80|自提|枫林路|￥12.00",
            "",
            "partly_refunded@2",
        ),
        (
            "1|西瓜|1|80|清川|13812345678|80|自提|枫林路|退12元",
            "",
            "partly_refunded@2",
        ),
        (
            "1|西瓜|1|80|清川|13812345678|80|自提|枫林路||退款中",
            "",
            "partly_refunded@2",
        ),
    ] {
        let found = read(&[row]);
        assert_eq!(
            (codes(&found.errors).join(" "), codes(&found.warnings).join(" ")),
            (errors.to_owned(), warnings.to_owned()),
            "{row}"
        );
        for problem in found.errors.iter().chain(&found.warnings) {
            assert!(
                !problem.message.is_empty() && !problem.hint.is_empty(),
                "{row}: {problem:?}"
            );
        }
    }
}

#[test]
fn rows_that_are_no_pickups_here_are_counted_and_never_mixed_in() {
    for (row, group) in [
        ("2|梨|1|9|清川||9|自提|枫林二村", "other_point 枫林二村"),
        ("2|梨|1|9|清川||9|快递|枫林二村", "other_logistics 快递"),
        ("2|梨|1|9|清川||9|自提|枫林路|9", "refunded 全额退款"),
        ("2|梨|1|9|清川||9|自提|枫林路|￥9.00元", "refunded 全额退款"),
        ("2|梨|1|9|清川||9|自提|枫林路||已退款", "refunded 已退款"),
        ("2|梨|1|9|清川||9|自提|枫林路||待付款", "unpaid 待付款"),
        ("2|梨|x|y|清川||z|自提|枫林路||已取消", "cancelled 已取消"),
    ] {
        let found = read(&[ROW, row, row]);
        let groups: Vec<_> = found
            .groups
            .iter()
            .map(|group| format!("{} {} {} {}", group.kind, group.name, group.rows, group.orders))
            .collect();
        assert_eq!(groups, [format!("{group} 2 1")], "{row}");
        assert_eq!(view(&found), ["1:清川=西瓜×1000@8000"], "{row}");
        assert!(
            found.errors.is_empty(),
            "{row}: what is not ours is not judged: {:?}",
            found.errors
        );
    }
    let found = read(&[ROW, "2|梨|1|9|清川||9|自提|枫林路||部分退款"]);
    assert_eq!(
        (found.orders.len(), codes(&found.warnings)),
        (2, vec!["partly_refunded@3".to_owned()])
    );
}

#[test]
fn whose_rows_are_ours_is_never_guessed() {
    let here = "1|梨|1|9|清川||9|自提|";
    for (points, own, errors, kept) in [
        (vec!["甲", "甲"], "枫林路", "", 2),
        (vec!["甲", "乙"], "乙", "", 1),
        (vec!["甲", "乙 路 "], "乙路", "", 1),
        (vec!["甲", "ＡＢ路"], "ab路", "", 1),
        (vec!["甲", "乙"], "丙", "point_unclear", 2),
        (vec!["甲", "乙二期"], "乙", "point_unclear", 2),
        (vec!["甲", "乙", ""], "乙", "", 2),
    ] {
        let rows: Vec<_> = points.iter().map(|point| format!("{here}{point}")).collect();
        let mut all = vec![HEAD];
        all.extend(rows.iter().map(String::as_str));
        let options = ziti_import::Options {
            own_point_name: Some(own),
            ..Default::default()
        };
        let found = crate::files::with(&orders(&all), "a.xlsx", &options);
        let lines: usize = found.orders.iter().map(|order| order.lines.len()).sum();
        assert_eq!(
            (codes(&found.errors).join(" "), lines),
            (errors.to_owned(), kept),
            "{points:?} for {own}"
        );
        let told = codes(&found.warnings).contains(&"point_unclear".to_owned());
        assert_eq!(told, points.contains(&""), "{points:?}");
    }
}

#[test]
fn what_was_collected_elsewhere_is_known_and_half_of_it_is_read_out() {
    let row = |line: &str, state: &str| format!("1|{line}|1|80|清川|13812345678|80|自提|枫林路|||{state}");
    for (states, collected, note) in [
        (["|已核销", "|是"], true, ""),
        (["|已核销", "|未核销"], false, "已核销 1/2"),
        (["|部分核销", "|"], false, "核销状态：部分核销"),
        (["|", "|待核销"], false, ""),
    ] {
        let rows = [row("西瓜", states[0]), row("梨", states[1])];
        let found = read(&[&rows[0], &rows[1]]);
        let order = &found.orders[0];
        assert_eq!((order.collected, order.note.as_str()), (collected, note), "{states:?}");
        let told = found
            .warnings
            .iter()
            .find(|warning| warning.code == "partly_collected_elsewhere");
        assert_eq!(told.map_or("", |warning| &warning.value), note, "{states:?}");
    }
}

#[test]
fn only_a_remark_that_names_its_order_is_for_the_counter() {
    for (remark, note) in [
        ("1:放门口", "放门口"),
        ("1：放门口", "放门口"),
        ("放门口", ""),
        ("3:00来取", ""),
        ("1:周日\n3:00来取", "周日；3:00来取"),
        ("谢谢\n1:放门口", "放门口"),
        ("2:放门口", ""),
    ] {
        let row = format!("1|西瓜|1|80|清川|13812345678|80|自提|枫林路|||{remark}|");
        assert_eq!(read(&[&row]).orders[0].note, note, "{remark}");
    }
}

#[test]
fn one_number_in_several_rows_is_one_order_and_its_contradictions_are_told() {
    let found = read(&[
        "7|西瓜|1|80|清川|13812345678|80",
        "7|西瓜|2|160|清川|13812345679|160",
        "8|梨|1|9|清川|1381|9",
        "8|梨|1|9|王|1381|9",
    ]);
    assert_eq!(
        view(&found),
        [
            "7:清川=西瓜×1000@8000,西瓜×2000@16000",
            "8:清川=梨×1000@900,梨×1000@900"
        ]
    );
    assert_eq!(found.orders[0].phones, ["13812345678", "13812345679"]);
    assert_eq!(found.orders[1].other_recipients, ["王"]);
    assert_eq!(
        codes(&found.warnings),
        ["phone_conflict@2", "recipient_conflict@4", "phone_odd@4"]
    );
    assert_eq!(found.warnings[0].last_row, Some(3));
}

#[test]
fn columns_are_found_by_name_and_what_is_missing_is_named() {
    let found = parsed(
        &orders(&["下单人|跟团号|商品|数量|商品金额", "清川|1|西瓜|1|80"]),
        "a.xlsx",
    );
    assert_eq!(codes(&found.errors), ["column_missing@1"]);
    assert_eq!(
        found.errors[0].message,
        "The file has no column 收货人. Columns found: 下单人, 跟团号, 商品, 数量, 商品金额."
    );
    let found = parsed(
        &orders(&[
            "收货人（真名）|跟 团 号|商品(不可改)|数量|商品金额|楼号|楼号（如10）",
            "清川|1|西瓜|1|80|86|86号",
        ]),
        "a.xlsx",
    );
    assert_eq!(
        (codes(&found.errors), view(&found)),
        (vec![], vec!["1:清川=西瓜×1000@8000".to_owned()])
    );
    assert_eq!(
        found.orders[0].building, "86号",
        "of two columns the one further right, as written"
    );
    let found = parsed(&book(&[("甲", &["名称", "x"]), ("乙", &["名称"])]), "a.xlsx");
    assert_eq!(
        (codes(&found.errors), found.errors[0].value.as_str()),
        (vec!["sheet_missing".to_owned()], "甲, 乙")
    );
}

#[test]
fn the_round_is_the_only_title_and_of_several_each_row_has_its_own() {
    let one = parsed(
        &book(&[
            ("单", &[HEAD, ROW]),
            ("汇总", &["团购标题", "周三\n水果 团", "周三 水果 团"]),
        ]),
        "a.xlsx",
    );
    assert_eq!(
        (one.round.as_deref(), one.orders[0].round.as_str()),
        (Some("周三 水果 团"), "")
    );
    let two = parsed(
        &book(&[("单", &[HEAD, ROW]), ("汇总", &["团购标题", "周三", "周四"])]),
        "a.xlsx",
    );
    assert_eq!((two.round, two.orders[0].round.as_str()), (None, ""));
    let rows = [
        "团购标题|跟团号|商品|数量|商品金额|收货人",
        "周三|1|西瓜|1|80|清川",
        "周四|1|西瓜|1|80|王",
    ];
    let own = parsed(&orders(&rows), "a.xlsx");
    let rounds: Vec<_> = own
        .orders
        .iter()
        .map(|order| (order.round.as_str(), order.sequence_no.as_str()))
        .collect();
    assert_eq!((own.round, rounds), (None, vec![("周三", "1"), ("周四", "1")]));
}

#[test]
fn the_other_sheets_are_not_the_truth_but_say_what_the_file_is() {
    for (sheet, complete, warnings) in [
        (vec!["筛选条件：全部"], true, vec![]),
        (vec!["筛选条件:待发货"], false, vec!["filtered_export"]),
        (vec!["订单总数|商品总数", "1|1"], true, vec![]),
        (vec!["订单总数|商品总数", "1|2"], true, vec!["other_sheets_disagree"]),
        (vec!["销售数量", "1", "4"], true, vec!["other_sheets_disagree"]),
        (vec![HEAD, ROW], true, vec!["other_sheets_disagree"]),
    ] {
        let found = parsed(&book(&[("单", &[HEAD, ROW]), ("另", &sheet)]), "a.xlsx");
        assert_eq!(
            (found.complete, codes(&found.warnings)),
            (complete, warnings.into_iter().map(str::to_owned).collect()),
            "{sheet:?}"
        );
        assert_eq!(found.orders.len(), 1);
    }
}

#[test]
fn merged_rows_are_one_customer_even_where_the_sheet_is_merged_oddly() {
    let rows = [
        "跟团号|商品|数量|商品金额|收货人|订单金额|楼号",
        "1|西瓜|1|80|清川|100|86",
        "2|梨|1|20|清川||",
        "3|梨|1|20|王|20|5",
    ];
    for (merges, households, blocks, mismatch) in [
        (r#"<mergeCell ref="F2:F3"/>"#, vec![Some(1), Some(1), None], 2, 0),
        (r#"<mergeCell ref="A1:XFD1048576"/>"#, vec![Some(1); 3], 1, 1),
        (
            r#"<mergeCell ref="F2:F3"/><mergeCell ref="F2:F3"/><mergeCell ref="?"/>"#,
            vec![Some(1), Some(1), None],
            2,
            0,
        ),
        ("", vec![None; 3], 3, 2),
    ] {
        let found = parsed(
            &bare(&sheet_xml(&rows, &format!("<mergeCells>{merges}</mergeCells>"))),
            "a.xlsx",
        );
        assert_eq!(found.errors, [], "{merges}");
        assert_eq!(
            found.orders.iter().map(|order| order.household).collect::<Vec<_>>(),
            households,
            "{merges}"
        );
        assert_eq!(found.blocks, blocks, "{merges}");
        assert_eq!(
            found
                .warnings
                .iter()
                .filter(|warning| warning.code == "amount_mismatch")
                .count(),
            mismatch,
            "{merges}"
        );
    }
}

#[test]
fn a_workbook_of_another_program_is_read_all_the_same() {
    let workbook =
        r#"<x:workbook xmlns:x="s" xmlns:r="r"><x:sheets><x:sheet name="1" r:id="a"/></x:sheets></x:workbook>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="p/worksheet" Target="/XL/Sheets/One.xml"/><Relationship Id="b" Type="p/sharedStrings" Target="../texts.xml"/></Relationships>"#;
    let texts = "<x:sst><x:si><x:t>跟团号</x:t></x:si><x:si><x:r><x:t>商</x:t></x:r><x:r><x:t>品</x:t></x:r><x:rPh><x:t>shang</x:t></x:rPh></x:si></x:sst>";
    let sheet = r#"<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>1</x:v></x:c><x:c t="str"><x:v>订单金额</x:v></x:c><x:c r="E1" t="inlineStr"><x:is><x:t>收货人</x:t></x:is></x:c></x:row>
        <x:row r="4"><x:c r="A4"><x:v>7</x:v></x:c><x:c r="B4" t="str"><x:f>A1</x:f><x:v>A&amp;B&#x897f;<![CDATA[瓜]]>x2</x:v></x:c><x:c r="C4"><x:v>5.99E1</x:v></x:c><x:c r="E4" t="str"><x:v>清_x000D_川</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let package = zipped(&[
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="m" Type="o/officeDocument" Target="xl/book.xml"/></Relationships>"#,
        ),
        ("xl/book.xml", workbook),
        ("xl/_rels/book.xml.rels", relations),
        ("texts.xml", texts),
        ("xl\\sheets\\one.xml", sheet),
    ]);
    let found = parsed(&package, "a.xlsx");
    assert_eq!(
        (codes(&found.errors), view(&found)),
        (vec![], vec!["7:清 川=A&B西瓜×2000@5990".to_owned()])
    );
}

#[test]
fn a_file_that_is_no_workbook_is_told_from_a_damaged_one() {
    let docx = zipped(&[("word/document.xml", "<document/>")]);
    let binary = zipped(&[(
        "_rels/.rels",
        r#"<Relationships><Relationship Id="m" Type="o/officeDocument" Target="xl/workbook.bin"/></Relationships>"#,
    )]);
    for (bytes, name, code) in [
        (&b"PK\x03\x04 and then nothing"[..], "a.xlsx", "truncated_file"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "a.xls", "not_a_workbook"),
        (b"<html><table>", "a.xls", "not_a_workbook"),
        (b"", "a.xlsx", "not_a_workbook"),
        (&docx, "a.docx", "not_a_workbook"),
        (&binary, "a.xlsb", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "unknown_format"),
        (b"", "a", "unknown_format"),
    ] {
        let found = parsed(bytes, name);
        assert_eq!(
            (codes(&found.errors), found.source),
            (vec![code.to_owned()], ""),
            "{name}"
        );
    }
    for (format, code) in [
        (Format::Kuaituantuan, "not_a_workbook"),
        (Format::Shopex, "not_a_workbook"),
        (Format::Json, "json_invalid@1"),
        (Format::Csv, "csv_header_missing@1"),
    ] {
        assert_eq!(codes(&as_format(b"hello", format).errors), [code]);
    }
}
