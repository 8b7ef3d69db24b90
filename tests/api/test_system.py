"""Health at the root: whether the service is ready is for everybody, how it is doing is not."""

ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}
ENGINES = {"database", "blobs", "index", "queue", "spool"}


class TestReady:
    def test_every_engine_answers(self, stranger) -> None:
        answer = stranger.http.get("/readyz")

        assert (answer.status_code, answer.json["status"]) == (200, "ready")

    def test_the_machine_itself_is_told_which_engines_there_are(self, stranger) -> None:
        assert stranger.http.get("/readyz").json["engines"] == dict.fromkeys(ENGINES, "ok")

    def test_a_stranger_is_not(self, stranger) -> None:
        assert stranger.http.get("/readyz", **ELSEWHERE).json == {"status": "ready"}

    def test_a_bearer_of_a_token_is(self, guide) -> None:
        answer = guide.http.get("/readyz", headers={"Authorization": f"Bearer {guide.token}"}, **ELSEWHERE)

        assert set(answer.json["engines"]) == ENGINES

    def test_an_ill_engine_is_named_with_its_cure(self, stranger, hub, monkeypatch) -> None:
        monkeypatch.setattr(hub.engines.blobs, "check", lambda: 1 / 0)
        answer = stranger.http.get("/readyz")

        assert (answer.status_code, answer.json["status"]) == (503, "not ready")
        assert "BLOBS_URL" in answer.json["engines"]["blobs"]

    def test_engines_are_not_asked_again_within_a_second(self, stranger, hub, monkeypatch) -> None:
        asked: list[int] = []
        monkeypatch.setattr(hub.engines.blobs, "check", lambda: asked.append(1))
        stranger.http.get("/readyz")
        stranger.http.get("/readyz")

        assert len(asked) == 1


class TestMetrics:
    def test_they_are_for_the_machine_itself(self, stranger) -> None:
        assert "contenthub_drain_lag_seconds 0.0\n" in stranger.http.get("/metrics").text

    def test_for_a_stranger_there_is_no_such_address(self, stranger) -> None:
        assert stranger.http.get("/metrics", **ELSEWHERE).status_code == 404


def test_it_is_alive(stranger) -> None:
    assert stranger.http.get("/healthz").json == {"status": "ok"}


class TestVerify:
    def test_an_empty_house_is_sound(self, hub) -> None:
        assert [finding.ok for finding in hub.verify()] == [True, True]
