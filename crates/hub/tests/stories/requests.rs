//! What watches over a hub, and what describes it.

stories! {
    async fn health_readiness_and_the_description_answer_without_a_token(world) {
        assert_eq!(world.get("/health", "").await.1, "ok");
        assert_eq!(world.get("/ready", "").await.1, "ready");
        let (_, text) = world.get("/openapi.json", "").await;
        let description: serde_json::Value = serde_json::from_str(&text).unwrap();
        for schema in ["PushRequest", "PushReply", "Change", "PageEnd", "Batch", "Failure", "Nudge", "AdoptedDay", "ClaimReply"] {
            assert!(description["components"]["schemas"][schema].is_object(), "{schema}");
        }
    }
}
