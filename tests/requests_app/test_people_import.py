"""People and departments from a file: read whatever it was saved as, shown first, written once, again without harm."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app.models import ConfigurationChange, Department, Notification, PeopleImport, Undertaking, User
from requests_app.people_import import columns, reading
from requests_app.sheet_tables import NotATable
from requests_app.tasks import undertake
from tests.conftest import SignedIn
from tests.make import make_department, make_user

LIST = """Name,E-mail,Department,Department is part of,Role,Line manager (e-mail),Language,Time zone
Ann Example,ann@example.com,IT,,manager,,en,Europe/Berlin
李明,li.ming@example.com,Service desk,IT,agent,ann@example.com,中文,Asia/Shanghai
Вера Иванова,vera@example.com,Finance,,,,русский,
,,Legal,,,,,
"""


@pytest.fixture
def admin(sign_in: SignedIn, ada: User) -> Client:
    return sign_in(ada)


def upload(client: Client, text: str | bytes = LIST, name: str = "people.csv") -> PeopleImport:
    content = text.encode() if isinstance(text, str) else text
    answer = client.post("/people/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    imported = PeopleImport.objects.newest_first().first()
    assert imported is not None
    return imported


def page(client: Client, imported: PeopleImport, query: str = "") -> str:
    answer = client.get(f"/people/import/{imported.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def start(client: Client, imported: PeopleImport) -> str:
    where: str = client.post(f"/people/import/{imported.pk}/start/").headers["Location"]
    return where


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_unicode_in_every_wrapping(self, encoding: str) -> None:
        assert reading.read(LIST.encode(encoding)).rows[1][0] == "李明"

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("姓名;邮箱\n李明;li@example.com\n王雨桐;wang@example.com\n", "gb18030"),
            ("ФИО;Почта\nВера Иванова;vera@example.com\nОльга Петрова;olga@example.com\n", "cp1251"),
            ("ФИО;Почта\nЯна Ли;yana@example.com\n", "cp1251"),
        ],
    )
    def test_what_old_spreadsheets_save(self, text: str, encoding: str) -> None:
        table = reading.read(text.encode(encoding))
        assert table.encoding == reading.ENCODINGS[encoding]
        assert table.rows[0][0] == text.splitlines()[1].partition(";")[0]

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_the_separator_is_the_one_that_fits_the_headings(self, sign: str) -> None:
        text = sign.join(["Name", "Mail"]) + "\n" + sign.join(['"Lind, Ada; Dr."', "ada@example.com"]) + "\n"
        assert reading.read(text.encode()).header == ["Name", "Mail"]

    def test_short_rows_are_filled_up_and_empty_ones_left_out(self) -> None:
        assert reading.read(b"Name,Mail,Role\nAnn\n\n,,\n").rows == [["Ann", "", ""]]

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"Name,Mail\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a,b\n" * (reading.MOST_ROWS + 2),
            b"a" * (reading.MOST_BYTES + 1), b"a,b\n" + b"x" * 501, b"," * 41 + b"\na\n",
        ],
    )  # fmt: skip
    def test_what_is_no_list_or_too_big_is_refused_in_words(self, content: bytes) -> None:
        with pytest.raises(NotATable):
            reading.read(content)


class TestColumns:
    @pytest.mark.parametrize(
        "header",
        [
            ["Full name", "E-Mail", "Department", "Line manager"],
            ["姓名", "电子邮箱", "部门", "直接上级"],
            ["ФИО", "Эл. почта", "Отдел", "Руководитель"],
        ],
    )
    def test_headings_are_known_in_three_languages(self, header: list[str]) -> None:
        assert columns.guess(header, []) == {"name": 0, "email": 1, "department": 2, "manager": 3}

    def test_addresses_are_found_by_their_sign(self) -> None:
        assert columns.guess(["Who", "How"], [["Ann", "ann@example.com"]]) == {"email": 1}

    def test_another_choice_is_kept(self, admin: Client) -> None:
        imported = upload(admin, "A,B\nann@example.com,Ann\n")
        admin.post(f"/people/import/{imported.pk}/", {"email": "0", "name": "1", "invites": "on"})
        imported.refresh_from_db()
        assert (imported.columns, imported.invites) == ({"name": 1, "email": 0}, True)
        assert "New account" in page(admin, imported)

    def test_one_column_says_one_thing(self, admin: Client) -> None:
        imported = upload(admin)
        answer = admin.post(f"/people/import/{imported.pk}/", {"email": "0", "name": "0"})
        assert answer.status_code == 422
        assert "A column can say one thing only." in answer.content.decode()


class TestPreview:
    def test_it_shows_every_row_and_writes_nothing(self, admin: Client) -> None:
        html = page(admin, upload(admin))
        assert "4 departments are begun" in html
        assert html.count("New account") == 3
        assert "Write 4 rows" in html
        assert (User.objects.count(), Department.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("Bo,bo@,IT,,,,,", "“bo@” is no e-mail address."),
            ("Bo,,IT,,,,,", "There is no e-mail address."),
            (",bo@example.com,IT,,,,,", "There is no name."),
            ("Bo,bo@example.com,IT,,boss,,,", "“boss” is no role."),
            ("Bo,bo@example.com,,,agent,,,", "A role needs a department."),
            ("Bo,bo@example.com,IT,IT,,,,", "A department is no part of itself."),
            ("Bo,bo@example.com,Old,,,,,", "The department Old is closed."),
            ("Bo,bo@example.com,IT,,,bo@example.com,,", "Nobody is their own line manager."),
            ("Bo,bo@example.com,IT,,,who@example.com,,", "who@example.com is neither in the portal nor in this file."),
            ("Bo,bo@example.com,IT,,,,Latin,", "“Latin” is none of the portal's languages."),
            ("Bo,bo@example.com,IT,,,,,Mars/Base", "“Mars/Base” is no time zone."),
            ('"=HYPERLINK(1)",bo@example.com,IT,,,,,', "begins with a sign that spreadsheets take for a formula."),
            ("Ann,ANN@example.com,IT,,,,,", "This address stands in an earlier row already."),
            ("Gone,gone@example.com,IT,,,,,", "This account is deactivated."),
        ],
    )
    def test_what_is_wrong_stands_beside_its_row_and_stops_the_rest(
        self, admin: Client, row: str, problem: str
    ) -> None:
        make_user("Gone", email="gone@example.com", is_active=False)
        make_department("old", "Old", closed_at="2026-01-01T00:00Z")
        imported = upload(admin, LIST + row + "\n")
        html = page(admin, imported)
        assert problem in unescape(html)
        assert "1 row has a problem" in html
        start(admin, imported)
        assert not User.objects.filter(email__iexact="ann@example.com").exists()

    def test_rows_with_problems_come_as_a_file_without_formulas(self, admin: Client) -> None:
        imported = upload(admin, LIST + '"=1+1",bo@example.com,IT,,,,,\n')
        answer = admin.get(f"/people/import/{imported.pk}/problems/")
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert "'=1+1,bo@example.com" in text
        assert "Ann" not in text

    def test_many_rows_are_shown_by_the_page(self, admin: Client) -> None:
        imported = upload(admin, "Name,E-mail\n" + "".join(f"P {n},p{n}@example.com\n" for n in range(120)))
        assert "p49@example.com" in page(admin, imported)
        assert "p50@example.com" not in page(admin, imported)
        assert "p119@example.com" in page(admin, imported, "?page=3")
        assert "p119@example.com" in page(admin, imported, "?page=99")


class TestTheEncoding:
    GERMAN = "Name;E-Mail;Abteilung\nJörg Müller;joerg@example.com;Büro\n".encode("cp1252")

    def test_another_can_be_chosen_where_bytes_say_nothing_for_sure(self, admin: Client) -> None:
        imported = upload(admin, self.GERMAN)
        assert "Jцrg Mьller" in page(admin, imported)
        answer = admin.post(f"/people/import/{imported.pk}/", {"encoding": "Windows-1252"})
        assert answer.status_code == 302
        imported.refresh_from_db()
        assert (imported.encoding, imported.rows[0][0]) == ("Windows-1252", "Jörg Müller")
        assert "read as Windows-1252" in page(admin, imported)
        assert imported.columns["email"] == 1

    def test_there_and_back_is_what_it_was(self) -> None:
        chinese = ["李明", "王雨桐"]
        wrong = reading.reread(chinese, "GB 18030", "Windows-1251")
        assert wrong != chinese
        assert reading.reread(wrong, "Windows-1251", "GB 18030") == chinese

    def test_bytes_that_are_none_of_it_are_refused_and_kept(self, admin: Client) -> None:
        imported = upload(admin, "ФИО;Почта\nЯна Ли;yana@example.com\nИ Б;i@example.com\n".encode("cp1251"))
        PeopleImport.objects.update(rows=[["Ѓ", "yana@example.com"]])  # 0x81, which Windows-1252 has not
        answer = admin.post(f"/people/import/{imported.pk}/", {"encoding": "Windows-1252"})
        assert answer.status_code == 422
        assert "These characters are not Windows-1252." in unescape(answer.content.decode())
        assert PeopleImport.objects.get().encoding == "Windows-1251"

    def test_unicode_is_certain_and_nothing_is_asked(self, admin: Client) -> None:
        assert 'name="encoding"' not in page(admin, upload(admin))


class TestWriting:
    def test_people_departments_roles_and_line_managers_are_there(self, admin: Client) -> None:
        assert start(admin, upload(admin)).endswith("/report/")
        ann, ming = User.objects.get(email="ann@example.com"), User.objects.get(email="li.ming@example.com")
        assert ming.manager == ann
        assert (ming.language, ming.time_zone) == ("zh-hans", "Asia/Shanghai")
        desk = Department.objects.get(code="service-desk")
        assert ming.department == desk
        assert desk.parent == ann.department
        assert ming.roles == {desk.pk: "agent"}
        assert not ming.has_usable_password()
        assert Department.objects.filter(code="legal").exists()

    def test_each_leaves_its_row_and_so_does_the_import(self, admin: Client, ada: User) -> None:
        start(admin, upload(admin))
        kinds = list(ConfigurationChange.objects.filter(by=ada).values_list("kind", flat=True))
        assert kinds.count("person") >= 3
        assert kinds.count("department") == 4
        assert kinds.count("people_import") == 1

    def test_the_same_list_again_changes_nothing(self, admin: Client) -> None:
        start(admin, upload(admin))
        before = ConfigurationChange.objects.count()
        assert "Nothing to write" in page(admin, upload(admin))
        assert ConfigurationChange.objects.count() == before

    def test_only_what_differs_is_changed_and_empty_cells_say_nothing(self, admin: Client, olga: User) -> None:
        text = f"Name,E-mail,Department,Role\nOlga Petrova-Lind,{olga.email.upper()},,\n"
        imported = upload(admin, text)
        html = page(admin, imported)
        assert "Changes" in html
        start(admin, imported)
        department, roles = olga.department, olga.roles
        olga = User.objects.get(pk=olga.pk)
        assert (olga.display_name, olga.department, olga.roles) == ("Olga Petrova-Lind", department, roles)
        assert olga.has_usable_password()

    def test_rows_with_problems_are_left_out_where_that_is_ticked(self, admin: Client) -> None:
        imported = upload(admin, LIST + "Bo,bo@,IT,,,,,\n")
        admin.post(
            f"/people/import/{imported.pk}/", {**{k: str(v) for k, v in imported.columns.items()}, "leaves_out": "on"}
        )
        start(admin, imported)
        assert User.objects.filter(email="ann@example.com").exists()
        assert not User.objects.filter(email="bo@").exists()

    def test_nobody_is_invited_unless_that_is_ticked(self, admin: Client) -> None:
        start(admin, upload(admin, "Name,E-mail\nAnn,ann@example.com\n"))
        assert not Notification.objects.filter(kind="invitation").exists()
        imported = upload(admin, "Name,E-mail\nBo,bo@example.com\n")
        admin.post(f"/people/import/{imported.pk}/", {"name": "0", "email": "1", "invites": "on"})
        start(admin, imported)
        assert Notification.objects.get(kind="invitation").recipient.email == "bo@example.com"

    def test_a_circle_of_line_managers_is_told_and_the_rest_is_written(self, admin: Client) -> None:
        text = "Name,E-mail,Manager\nAnn,ann@example.com,bo@example.com\nBo,bo@example.com,ann@example.com\n"
        imported = upload(admin, text)
        html = admin.get(start(admin, imported)).content.decode()
        assert "reports to this person already" in html
        assert User.objects.filter(manager__isnull=False).count() == 1

    def test_many_rows_are_written_by_a_worker_and_a_second_turn_finds_the_rest(self, admin: Client) -> None:
        rows = "".join(f"P {n},p{n}@example.com\n" for n in range(130))
        imported = upload(admin, "Name,E-mail\n" + rows)
        start(admin, imported)
        imported.refresh_from_db()
        assert imported.undertaking is not None
        assert User.objects.filter(email__startswith="p").count() == 0
        undertake(imported.undertaking.pk)
        job = Undertaking.objects.get(pk=imported.undertaking.pk)
        assert (job.state, job.done, User.objects.filter(email__startswith="p").count()) == ("done", 130, 130)

    def test_an_import_starts_once(self, admin: Client) -> None:
        imported = upload(admin)
        start(admin, imported)
        before = Undertaking.objects.count()
        assert start(admin, imported).endswith(f"/people/import/{imported.pk}/")
        assert Undertaking.objects.count() == before
        assert admin.get(f"/people/import/{imported.pk}/").headers["Location"].endswith("/report/")


def test_the_sample_can_be_uploaded_as_it_is(admin: Client) -> None:
    answer = admin.get("/people/import/sample/")
    html = page(admin, upload(admin, b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert "Write 3 rows" in html
