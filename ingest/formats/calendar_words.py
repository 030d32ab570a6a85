"""Names of the months in the languages of the observers."""

import unicodedata

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish (nominative and genitive), further
# spellings and abbreviations that are no prefix of a full name. Accents are folded before the comparison.
_NAMES: tuple[str, ...] = (
    "january januar jaenner jaener janner janvier enero gennaio janeiro januari styczen stycznia",
    "february februar feber fevrier febrero febbraio fevereiro februari luty lutego",
    "march marz maerz mars marzo marco maart marzec marca mrz mrt",
    "april avril abril aprile kwiecien kwietnia",
    "may mai mayo maggio maio mei maj maja",
    "june juni juin junio giugno junho czerwiec czerwca",
    "july juli juillet julio luglio julho lipiec lipca",
    "august aout agosto augustus sierpien sierpnia",
    "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia",
    "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika",
    "november novembre noviembre novembro listopad listopada",
    "december dezember decembre diciembre dicembre dezembro grudzien grudnia",
)
_MONTHS = {name: month for month, names in enumerate(_NAMES, start=1) for name in names.split()}
_ROMAN = {name: month for month, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
MIN_ABBREVIATION = 3


def month_of(word: str) -> int | None:
    """Return the month (1 to 12) of a name or an unambiguous abbreviation, None if it is none.

    Parameters
    ----------
    word
        A name in English, German, French, Spanish, Italian, Portuguese, Dutch or Polish, with or
        without accents, in any case, in full or cut after three letters or more, or a Roman numeral.
    """
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().casefold().strip(". ")
    if plain in _ROMAN:
        return _ROMAN[plain]
    if plain in _MONTHS:
        return _MONTHS[plain]
    if len(plain) < MIN_ABBREVIATION:
        return None
    months = {month for name, month in _MONTHS.items() if name.startswith(plain)}
    return months.pop() if len(months) == 1 else None
