//! Files come in at the hub by the rules of a station that has none.

use std::collections::BTreeSet;

use ziti_domain::chain::GENESIS;
use ziti_wire::import::ChangeKind;
use ziti_wire::sync::Change;

use crate::world::{DAY, POINT, World};

async fn orders(world: &World, token: &str) -> Vec<ziti_wire::batch::BatchOrder> {
    let changes = world.pull(token, 0).await;
    let batch = changes.into_iter().rev().find_map(|change| match change {
        Change::Batch { batch } => Some(batch),
        _ => None,
    });
    batch.unwrap().orders
}

stories! {
    async fn the_same_file_again_changes_nothing(world) {
        world.with_day().await;
        let till = world.till().await;
        let last = world.last(&till.token).await;
        let report = world.import(DAY).await;
        assert!(!report.applied);
        assert_eq!((report.changes.unchanged, report.revision), (3, 1));
        assert_eq!(world.last(&till.token).await, last);
    }

    async fn a_dry_run_shows_and_changes_nothing(world) {
        world.with_day().await;
        let newer = DAY.replace("melon,,2", "melon,,5");
        let report = world.import_as(POINT, &newer, false, |_| ()).await;
        assert!(!report.applied);
        assert_eq!((report.changes.changed, report.revision), (1, 2));
        assert_eq!(report.differences[0].lines[0].new_thousandths, 5000);
        assert_eq!(world.import(DAY).await.changes.unchanged, 3);
    }

    async fn orders_keep_their_numbers_and_codes_and_no_number_is_given_twice(world) {
        world.with_day().await;
        let till = world.till().await;
        let before = orders(&world, &till.token).await;
        let without_third = DAY.lines().take(4).collect::<Vec<_>>().join("\n");
        let report = world.import(&format!("{without_third}\nR1,9,New,,1,1,,melon,,1,10,,,ambient\n")).await;
        assert_eq!((report.changes.added, report.changes.withdrawn), (1, 1));
        let after = orders(&world, &till.token).await;
        assert_eq!((&after[0].short_code, &after[1].short_code), (&before[0].short_code, &before[1].short_code));
        assert!(after[2].cancelled && after[2].withdrawn);
        assert_eq!((after[3].order_no, after[3].sequence_no.as_str()), (Some(4), "9"));
        let back = world.import(DAY).await;
        assert_eq!((back.changes.changed, back.changes.withdrawn), (1, 1), "it came back, the new one went");
        let again = orders(&world, &till.token).await;
        assert!(!again[2].cancelled && again[2].order_no == Some(3));
        let codes: BTreeSet<_> = again.iter().map(|order| order.short_code.clone().unwrap()).collect();
        assert_eq!(codes.len(), 4);
    }

    async fn a_line_never_falls_below_what_was_handed_over_and_a_person_is_told(world) {
        world.with_day().await;
        let mut till = world.till().await;
        let event = till.collects(2, &[(1, 2000)]);
        till.pushes(&world, GENESIS, &[event]).await;
        let report = world.import(&DAY.replace("melon,,2,", "melon,,1,")).await;
        assert_eq!(report.warnings[0].code, "revision_below_collected");
        assert_eq!(report.warnings[0].sequence_nos, ["2"]);
        assert_eq!(orders(&world, &till.token).await[1].lines[0].quantity_thousandths, 2000);
        let without = DAY.lines().filter(|line| !line.starts_with("R1,2")).collect::<Vec<_>>().join("\n");
        let report = world.import(&without).await;
        assert_eq!(report.differences.last().unwrap().kind, ChangeKind::Withdrawn);
        let order = &orders(&world, &till.token).await[1];
        assert!(order.withdrawn);
        let lines: Vec<i64> = order.lines.iter().map(|line| line.quantity_thousandths).collect();
        assert_eq!(lines, [2000, 0], "what was handed over stays");
    }

    async fn a_second_round_of_the_day_gets_the_next_letter(world) {
        world.with_day().await;
        let till = world.till().await;
        let report = world.import(&DAY.replace("R1,", "R2,")).await;
        assert_eq!((report.changes.added, report.changes.withdrawn), (3, 0));
        assert_eq!(report.differences[0].sequence_no, "B1");
        let all = orders(&world, &till.token).await;
        assert_eq!((all.len(), all[3].round.as_str(), all[3].order_no), (6, "R2", Some(4)));
    }

    async fn a_round_of_another_day_is_asked_about(world) {
        world.with_day().await;
        world.wait(86_400_000);
        let report = world.import(DAY).await;
        assert_eq!((report.errors[0].code.as_str(), report.applied), ("round_on_other_day", false));
        let report = world.import_as(POINT, DAY, true, |request| request.day = Some("2026-06-23".into())).await;
        assert!(report.applied);
    }

    async fn another_points_file_and_a_preview_that_is_old_change_nothing(world) {
        world.with_day().await;
        let other = r#"{"format":"ziti.batch/1","point":"100002","orders":[]}"#;
        assert_eq!(world.import(other).await.errors[0].code, "point_other");
        let newer = DAY.replace("melon,,2", "melon,,5");
        let preview = world.import_as(POINT, &newer, false, |_| ()).await;
        world.import(&DAY.replace("melon,,2", "melon,,4")).await;
        let path = world.folder.path().join("day.csv");
        std::fs::write(&path, &newer).unwrap();
        let request = ziti_wire::import::ImportRequest {
            path: path.display().to_string(), digest: Some(preview.digest), ..Default::default() };
        let refused = world.hub.import(POINT, &request, true).await.unwrap_err();
        assert_eq!(refused.told().code.as_str(), "import_changed");
    }
}
