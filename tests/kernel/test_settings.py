from pathlib import Path

import pytest

from contenthub.kernel.settings import SettingsInvalid, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("CONTENTHUB_CONFIG", "CONTENTHUB_HOME", "CONTENTHUB_TIMEZONE"):
        monkeypatch.delenv(key, raising=False)


class TestLoadSettings:
    def test_every_wrong_setting_is_listed_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTENTHUB_TIMEZONE", "Mars/Base")
        monkeypatch.setenv("CONTENTHUB_BLOBS_URL", "ftp:x")
        monkeypatch.setenv("CONTENTHUB_TIMEZON", "Asia/Shanghai")

        with pytest.raises(SettingsInvalid) as caught:
            load_settings()

        fields = {error.field for error in caught.value.errors}
        assert fields == {"CONTENTHUB_TIMEZONE", "CONTENTHUB_BLOBS_URL", "CONTENTHUB_TIMEZON"}

    def test_the_environment_wins_over_the_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        file = tmp_path / "contenthub.toml"
        file.write_text('timezone = "Asia/Tokyo"\ncurrency = "JPY"\n')
        monkeypatch.setenv("CONTENTHUB_CONFIG", str(file))
        monkeypatch.setenv("CONTENTHUB_TIMEZONE", "Asia/Seoul")

        settings = load_settings()

        assert (settings.timezone, settings.currency) == ("Asia/Seoul", "JPY")

    def test_production_requires_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTENTHUB_ENV", "production")

        with pytest.raises(SettingsInvalid, match="SECRET_KEY"):
            load_settings()

    def test_hosts_are_split_on_both_commas_and_have_no_case(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTENTHUB_TARGET_HOSTS", "a.example, B.example，c.example")

        assert load_settings().target_hosts == ("a.example", "b.example", "c.example")

    def test_the_key_made_under_home_is_private_and_stays(self, tmp_path: Path) -> None:
        first = load_settings(home=tmp_path).secret

        assert load_settings(home=tmp_path).secret == first
        assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
