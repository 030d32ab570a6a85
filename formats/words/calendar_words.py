"""Names of the months in the languages of the observers."""

import unicodedata

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech and Slovak (nominative and genitive),
# the Scandinavian languages, Hungarian, Turkish, Russian; further spellings and abbreviations
# that are not the beginning of a full name. Accents are removed before the comparison. Croatian is left out, because
# its listopad is October, and that of Polish and Czech November; Finnish, because its marraskuu (November) would make
# "mar" ambiguous.
_NAMES: tuple[str, ...] = (
    "january januar jaenner jaener janner janvier enero gennaio janeiro januari styczen stycznia leden ledna januara "
    "ocak январь января",
    "february februar feber fevrier febrero febbraio fevereiro februari luty lutego unor unora februara subat "
    "февраль февраля",
    "march marz maerz mars marzo marco maart marzec marca marec mrz mrt brezen brezna marts marcius mart март марта",
    "april avril abril aprile kwiecien kwietnia duben dubna aprila aprilis nisan апрель апреля",
    "may mai mayo maggio maio mei maj maja kveten kvetna majus mayis май мая",
    "june juni juin junio giugno junho czerwiec czerwca cerven cervna juna junius haziran июнь июня",
    "july juli juillet julio luglio julho lipiec lipca cervenec cervence jula julius temmuz июль июля",
    "august aout agosto augustus sierpien sierpnia srpen srpna augusti augusta augusztus agustos август августа",
    "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia zari septembra szeptember eylul "
    "сентябрь сентября",
    "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika rijen rijna oktobra ekim октябрь октября",
    "november novembre noviembre novembro listopad listopada listopadu novembra kasim ноябрь ноября",
    "december dezember decembre diciembre dicembre dezembro grudzien grudnia prosinec prosince decembra desember "
    "aralik декабрь декабря",
)


def _plain(word: str) -> str:
    """Return a word in small letters without accents; the Turkish dotless i is an i."""
    letters = unicodedata.normalize("NFKD", word.replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().strip(". ")


_MONTHS = {_plain(name): month for month, names in enumerate(_NAMES, start=1) for name in names.split()}
_ROMAN = {name: month for month, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
MIN_ABBREVIATION = 3


def month_of(word: str) -> int | None:
    """Return the month (1 to 12) of a name or an unambiguous abbreviation, None for any other text.

    Parameters
    ----------
    word
        A name in one of the observers' languages, in full or abbreviated to three letters or more, in capital or
        small letters, with or without accents; or a Roman numeral.
    """
    plain = _plain(word)
    if plain in _ROMAN:
        return _ROMAN[plain]
    if plain in _MONTHS:
        return _MONTHS[plain]
    if len(plain) < MIN_ABBREVIATION:
        return None
    months = {month for name, month in _MONTHS.items() if name.startswith(plain)}
    return months.pop() if len(months) == 1 else None
