"""304 sentences in eight languages, each built from a subject, a verb phrase and an adverbial."""

from itertools import product

_PARTS = {
    "en-us": (
        ("Bob's brother", "My mother", "The baby", "A purple lamp", "Somebody"),
        ("probably bumped into", "made a map of", "began to paint", "hopes to move"),
        ("the big blue pump.", "a simple problem, maybe.", "the empty bus stop at five."),
    ),
    "de": (
        ("Mein Bruder", "Die Oma", "Bernhards Papagei", "Am Abend jemand", "Der Apfelbaum"),
        ("bemalt vermutlich", "beobachtet im Traum", "braucht aber", "empfiehlt uns"),
        ("ein Pfund Pflaumen.", "den blauen Dampfer.", "zwei Pappbecher, bitte."),
    ),
    "es": (
        ("Mi mamá", "El hombre pobre", "Un lobo blanco", "Pablo", "La abuela de Pepe"),
        ("bebe mucho", "compra siempre", "busca en Bilbao", "mueve con amor"),
        ("vino blanco.", "pan y jamón.", "el tambor viejo, también."),
    ),
    "fr-fr": (
        ("Ma maman", "Le beau papillon", "Un petit homme", "Bernard", "Plus personne"),
        ("prépare beaucoup", "emporte bien", "n'aime pas", "promet un peu"),
        ("de pommes à Paris.", "le bon pain blanc.", "ce problème important."),
    ),
    "it": (
        ("Mia mamma", "Il bambino", "Un piccolo lupo", "Beppe", "La buona donna"),
        ("compra sempre", "mangia bene", "prepara poi", "ama molto"),
        ("il pane bianco.", "una bella pompa.", "il tempo di primavera."),
    ),
    "pt-br": (
        ("Minha mãe", "O homem bom", "Um lobo branco", "Pedro", "Sempre alguém"),
        ("bebe muito", "compra bem", "prepara um pouco", "empurra sempre"),
        ("de vinho branco.", "o pão bom.", "a bomba do campo."),
    ),
    "pl": (
        ("Moja mama", "Biały pies", "Brat Pawła", "Mała małpa", "Pan Kowalski"),
        ("pije bardzo", "maluje powoli", "kupuje potem", "lubi w maju"),
        ("piwo z browaru.", "pomidory i banany.", "dobry plan na sobotę."),
    ),
    "tr": (
        ("Benim annem", "Büyük bebek", "Bir köpek", "Mehmet abi", "Bizim baba"),
        ("bugün bana", "parkta mutlaka", "hep böyle", "bazen çabuk"),
        ("bir elma verdi.", "pembe topu buldu.", "kapıyı açıp baktı."),
    ),
}  # fmt: skip


def sentences(each: int = 38) -> dict[str, list[str]]:
    """Return that number of sentences of every language."""
    return {
        language: [" ".join(parts) for parts in product(*choices)][:each]
        for language, choices in _PARTS.items()
    }
