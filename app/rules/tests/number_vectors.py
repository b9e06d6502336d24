"""Writes number_vectors.txt and number_vectors.bin: numbers and what python-stdnum says of them.

    pip install python-stdnum==2.2
    python app/rules/tests/number_vectors.py

Numbers are made by a small generator that the test (number_vectors/main.rs) has too, so none is stored: of each section
the text file holds its name, the kinds of ours that it measures, a template and how many bodies are made of it. In a
template `#` is any digit, `@` any letter, `%` either, `[ABC]` one of them, `{01-28}` one of that range, `~` the
digit of Luhn's formula for the eight before it, `|` parts templates that take turns at random, and `?`, `!`, `$` are the places of check characters: a digit, a letter, either.

For each body the oracle is asked about every check there can be. The sets of checks that it accepts are listed in the
text file (there are few), and the binary file holds for each body the place of its set in that list: numbers to the
base of the list's length, as many as fit into 64 bits, lowest first, little-endian. So the test knows of every number
what the oracle says, and can name the one that disagrees.
"""

import itertools
import multiprocessing
import pathlib
import string

import stdnum
import stdnum.util

# Numbers come without separators here, and taking these away is most of the oracle's work. Before its modules are read.
stdnum.util.clean = lambda number, deletechars="": number

from stdnum import ean, luhn
from stdnum.al import nipt
from stdnum.ar import cuit
from stdnum.at import businessid
from stdnum.at import tin as at_tin
from stdnum.at import uid as at_uid
from stdnum.au import abn
from stdnum.az import voen
from stdnum.be import vat as be_vat
from stdnum.bg import vat as bg_vat
from stdnum.br import cnpj, cpf
from stdnum.by import unp
from stdnum.ca import bn
from stdnum.ch import uid as ch_uid
from stdnum.cl import rut as cl_rut
from stdnum.cn import uscc
from stdnum.co import nit as co_nit
from stdnum.cr import cpj
from stdnum.cu import ni
from stdnum.cy import vat as cy_vat
from stdnum.cz import dic
from stdnum.de import stnr
from stdnum.de import vat as de_vat
from stdnum.dk import cvr
from stdnum.do import rnc
from stdnum.ec import ruc as ec_ruc
from stdnum.ee import kmkr, registrikood
from stdnum.eg import tn
from stdnum.es import cif, nif
from stdnum.fi import alv
from stdnum.fr import siren, siret, tva
from stdnum.gb import utr
from stdnum.gb import vat as gb_vat
from stdnum.gh import tin as gh_tin
from stdnum.gn import nifp
from stdnum.gr import vat as gr_vat
from stdnum.gt import nit as gt_nit
from stdnum.hr import oib
from stdnum.hu import anum
from stdnum.id import npwp
from stdnum.ie import vat as ie_vat
from stdnum.il import hp, idnr
from stdnum.in_ import gstin, pan
from stdnum.is_ import kennitala, vsk
from stdnum.it import codicefiscale, iva
from stdnum.jp import cn as jp_cn
from stdnum.ke import pin as ke_pin
from stdnum.kr import brn
from stdnum.lt import pvm
from stdnum.lu import tva as lu_tva
from stdnum.lv import pvn
from stdnum.ma import ice
from stdnum.mc import tva as mc_tva
from stdnum.md import idno
from stdnum.me import pib as me_pib
from stdnum.mk import edb
from stdnum.mt import vat as mt_vat
from stdnum.mx import rfc
from stdnum.my import nric
from stdnum.mz import nuit
from stdnum.nl import bsn, btw
from stdnum.no import orgnr as no_orgnr
from stdnum.nz import ird
from stdnum.pe import ruc as pe_ruc
from stdnum.pk import cnic
from stdnum.pl import nip, regon
from stdnum.pt import nif as pt_nif
from stdnum.py import ruc as py_ruc
from stdnum.ro import cf
from stdnum.rs import pib as rs_pib
from stdnum.ru import inn
from stdnum.se import orgnr as se_orgnr
from stdnum.se import vat as se_vat
from stdnum.sg import uen
from stdnum.si import ddv
from stdnum.sk import dph
from stdnum.sm import coe
from stdnum.sn import ninea
from stdnum.sv import nit as sv_nit
from stdnum.th import tin as th_tin
from stdnum.tr import tckimlik, vkn
from stdnum.tw import ubn
from stdnum.ua import edrpou, rntrc
from stdnum.us import ein
from stdnum.uy import rut as uy_rut
from stdnum.ve import rif
from stdnum.vn import mst
from stdnum.za import tin as za_tin

ENOUGH = 10_000
SEED = 20261129
WORD = 1 << 64
ALPHABETS = {"#": string.digits, "@": string.ascii_uppercase, "%": string.digits + string.ascii_uppercase}
CHECKS = {"?": string.digits, "!": string.ascii_uppercase, "$": string.digits + string.ascii_uppercase}
HERE = pathlib.Path(__file__).parent


class Chance:
    """SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)."""

    def __init__(self, seed):
        self.state = seed % WORD

    def below(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) % WORD
        mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % WORD
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % WORD
        return (mixed ^ (mixed >> 31)) % count


def body(template, chance):
    """A number of the template, its check places left as they are."""
    turns = template.split("|")
    signs = turns[chance.below(len(turns))]
    made, at = "", 0
    while at < len(signs):
        sign = signs[at]
        if sign == "[":
            end = signs.index("]", at)
            choice = signs[at + 1 : end]
            made += choice[chance.below(len(choice))]
            at = end
        elif sign == "{":
            end = signs.index("}", at)
            low, high = signs[at + 1 : end].split("-")
            made += str(int(low) + chance.below(int(high) - int(low) + 1)).zfill(len(low))
            at = end
        elif sign == "~":
            made += luhn.calc_check_digit(made[-8:])
        elif sign in ALPHABETS:
            alphabet = ALPHABETS[sign]
            made += alphabet[chance.below(len(alphabet))]
        else:
            made += sign
        at += 1
    return made


def checks(made):
    """Every text with its check places filled in, in order."""
    places = [CHECKS[sign] for sign in made if sign in CHECKS]
    for letters in itertools.product(*places):
        rest = iter(letters)
        yield "".join(next(rest) if sign in CHECKS else sign for sign in made)


def packed(places, base):
    if base < 2:
        return b""
    fit = 1
    while base ** (fit + 1) <= WORD:
        fit += 1
    words = b""
    for start in range(0, len(places), fit):
        word = 0
        for place in reversed(places[start : start + fit]):
            word = word * base + place
        words += word.to_bytes(8, "little")
    return words


def before(oracle, length):
    """The oracle of a number whose first part alone it knows."""
    return lambda number: oracle.is_valid(number[:length])


# Oracle's name, oracle, our kinds, template.
SECTIONS = [
    ("ua.edrpou", edrpou, "ua-edrpou", "#######?|#######?|#######?|000000[0-3]?"),
    ("ua.rntrc", rntrc, "ua-rnokpp", "{00001-46000}####?|{00001-46000}####?|{00001-46000}####?|#########?"),
    ("pl.nip", nip, "pl-nip pl-vat", "{101-998}######?|{101-998}######?|#########?"),
    ("pl.regon", regon, "pl-regon", "########?"),
    ("pl.regon of 14", regon, "pl-regon", "########?####?"),
    ("at.uid", lambda n: at_uid.is_valid("U" + n), "at-uid", "#######?"),
    ("at.tin", at_tin, "at-steuernummer", "{03-98}######?"),
    ("at.businessid", lambda n: businessid.is_valid(n.lower()), "at-fn", "#####$|####$|######$|###$"),
    ("be.vat", be_vat, "be-ondernemingsnummer be-vat", "0#######??|1#######??"),
    ("bg.vat of 9", bg_vat, "bg-eik bg-vat", "########?"),
    ("bg.vat of 10", bg_vat, "bg-person bg-vat-person", "#########?|##{01-12}{01-28}###?|##{41-52}{01-28}###?"),
    ("hr.oib", oib, "hr-oib hr-vat", "##########?"),
    ("cy.vat", cy_vat, "cy-tic cy-vat", "########!"),
    ("cz.dic of 8", dic, "cz-dic", "#######?"),
    ("cz.dic of 9", dic, "cz-dic-person", "6#######?"),
    ("cz.dic before 1954", dic, "cz-dic-person", "{00-53}{01-12}{01-28}##?|{00-53}{51-62}{01-28}##?|########?"),
    ("cz.dic of 10", dic, "cz-dic-person", "##{01-12}{01-28}###?|##{51-62}{01-28}###?|##{21-32}{01-31}###?|#########?"),
    ("dk.cvr", cvr, "dk-cvr dk-vat", "#######?"),
    ("ee.registrikood", registrikood, "ee-registrikood", "[1789]######?|#######?"),
    ("ee.kmkr", kmkr, "ee-kmkr", "########?"),
    ("fi.alv", alv, "fi-ytunnus fi-vat", "#######?"),
    ("fr.siren", siren, "fr-siren", "########?"),
    ("fr.siret", siret, "fr-siret", "########~####?|########~####?|356000000####?|########?####7"),
    ("fr.tva", tva, "fr-vat", "??########~|??########~|??#########|??000######"),
    ("fr.tva with letters", tva, "fr-vat-letters", "!#000######|#!000######|#!########~|!!########~"),
    ("mc.tva", mc_tva, "mc-tva", "??000######"),
    ("de.vat", de_vat, "de-vat", "########?"),
    ("de.vat in W-IdNr.", before(de_vat, 9), "de-widnr", "########?{00001-99999}"),
    ("de.stnr", stnr, "de-steuernummer", "#########$|##########$|[1-5]###0#######$|#########$"),
    ("gr.vat", gr_vat, "gr-afm gr-vat", "########?"),
    ("hu.anum", anum, "hu-vat hu-adoszam", "#######?"),
    ("hu.anum in adószám", before(anum, 8), "hu-adoszam", "#######?#{02-51}"),
    ("ie.vat", ie_vat, "ie-vat", "#######!|#######!A|#######!W|#######![A-I]"),
    ("ie.vat, old", ie_vat, "ie-vat", "[789]@#####!|[789]+#####!|[789]*#####!"),
    ("it.iva", iva, "it-piva it-vat", "#######{001-100}?|##########?"),
    ("it.codicefiscale", codicefiscale, "it-cf", "@@@@@@##[ABCDEHLMPRST]{01-28}@###!|@@@@@@##[ABCDEHLMPRST]{41-71}@##[LMNP]!|@@@@@@##@##@###!"),
    ("lv.pvn of entities", pvn, "lv-reg lv-vat", "[4-9]#########?"),
    ("lv.pvn of people", pvn, "lv-person lv-vat-person", "{01-28}{01-12}##[012]###?|32########?|[0123]#########?"),
    ("lt.pvm", pvm, "lt-pvm", "#######1?|##########1?|########?"),
    ("lu.tva", lu_tva, "lu-tva", "######??"),
    ("mt.vat", mt_vat, "mt-vat", "######??"),
    ("nl.btw", btw, "nl-btw", "#########B??|########?B{01-99}"),
    ("nl.bsn", bsn, "nl-rsin", "########?"),
    ("pt.nif", pt_nif, "pt-nif pt-vat", "########?"),
    ("ro.cf", cf, "ro-cui ro-vat", "[1-9]########?|[1-9]#######?|[1-9]######?|[1-9]#####?|[1-9]####?|#####?|[1-9]?"),
    ("ro.cf of people", cf, "ro-cnp", "[1256]##{01-12}{01-28}{01-48}###?|############?"),
    ("sk.dph", dph, "sk-dic sk-vat", "[1-9]#[234789]######?|#########?"),
    ("si.ddv", ddv, "si-davcna si-vat", "#######?"),
    ("es.nif of people", nif, "es-nif es-vat", "########!|[XYZ]#######!|[KLM]#######!"),
    ("es.cif", cif, "es-cif es-vat", "[ABCDEFGHJNPQRSUVW]#######$"),
    ("se.orgnr", se_orgnr, "se-orgnr", "[2-9]########?"),
    ("se.vat", se_vat, "se-vat", "#########?01"),
    ("gb.vat", gb_vat, "gb-vat xi-vat", "#######??|#######??###|[1-9]######??"),
    ("gb.vat of departments", gb_vat, "gb-vat", "GD##?|HA##?|GD8888###??|HA8888###??"),
    ("gb.utr", utr, "gb-utr", "?#########"),
    ("ch.uid", ch_uid, "ch-uid", "########?"),
    ("no.orgnr", no_orgnr, "no-orgnr no-vat", "########?"),
    ("is.kennitala", kennitala, "is-kennitala", "{01-28}{01-12}####?[09]|{41-68}{01-12}####?[09]|########?[09]|########?#"),
    ("is.vsk", vsk, "is-vsk", "####$|#####$"),
    ("tr.vkn", vkn, "tr-vkn", "#########?"),
    ("tr.tckimlik", tckimlik, "tr-tckn", "#########??"),
    ("md.idno", idno, "md-idno", "############?"),
    ("az.voen", voen, "az-voen", "########??"),
    ("by.unp", unp, "by-unp", "[1-7]#######?|########?|[ABCEHKM][ABCEHKMOPT]######?|@@######?"),
    ("rs.pib", rs_pib, "rs-pib", "########?"),
    ("mk.edb", edb, "mk-edb", "############?"),
    ("al.nipt", nipt, "al-nipt", "!########@"),
    ("me.pib", me_pib, "me-pib", "#######?"),
    ("il.hp", hp, "il-company", "5#######?"),
    ("il.idnr", idnr, "il-id", "[012346789]#######?"),
    ("in.gstin", gstin, "in-gstin", "{01-38}@@@[ABCFGHLJPTK]@####@[1-9A-Z]Z$|{01-37}@@@[ABCFGHLJPTK]@####@[1-9]Z$|##@@@[ABCFGHLJPTK]@####@[0-9]@$"),
    ("in.pan", pan, "in-pan", "@@@!@####@|@@@!@000#@"),
    ("us.ein", ein, "us-ein", "?########"),
    ("ca.bn", bn, "ca-bn", "########?|########?RT####|########?R[CMP]####"),
    ("ean", ean, "nz-nzbn", "############?"),
    ("nz.ird", ird, "nz-ird", "{010-149}#####?|{10-99}#####?|########?"),
    ("au.abn", abn, "au-abn", "??#########"),
    ("br.cnpj", cnpj, "br-cnpj", "############??|%%%%%%%%%%%%??"),
    ("br.cpf", cpf, "br-cpf", "#########??"),
    ("mx.rfc", rfc, "mx-rfc", "[BCDFG&]@@##{01-12}?#%%%|[BCDFG]@@@##{01-12}?#%%%|[BCDFG]@@######%%$"),
    ("ar.cuit", cuit, "ar-cuit", "[235][0347]########?|20########?|30########?|##########?|5[015]########?"),
    ("cl.rut", cl_rut, "cl-rut", "########$|#######$"),
    ("co.nit", co_nit, "co-nit", "#########?|########?|#######?|##########?|###############?"),
    ("pe.ruc", pe_ruc, "pe-ruc", "1[057]########?|20########?|20########?|##########?"),
    ("uy.rut", uy_rut, "uy-rut", "{01-22}######001?|{01-22}######001?|{00-25}00000#00[12]?"),
    ("ec.ruc", ec_ruc, "ec-ruc", "{01-24}[0-5]######?{000-003}|{01-24}6#####?{0000-0003}|{01-24}6######?001|{01-24}9######?{000-002}|{01-24}9#####?#001|##########?001"),
    ("jp.cn", jp_cn, "jp-cn", "?############"),
    ("kr.brn", brn, "kr-brn", "10?#######|1?0#######|###0?#####|0?########"),
    ("cn.uscc", uscc, "cn-uscc", "########[0-9A-HJ-NP-RTUWXY][0-9A-HJ-NP-RTUWXY][0-9A-HJ-NP-RTUWXY]######$|########%%%%%%%%%$"),
    ("tw.ubn", ubn, "tw-ubn", "#######?|######7?"),
    ("sg.uen of businesses", uen, "sg-uen", "########!"),
    ("sg.uen of companies", uen, "sg-uen", "{1950-2025}#####!|{2030-9999}#####!"),
    ("sg.uen of others", uen, "sg-uen", "T{00-25}[L][LP]####$|[RS]##[CFG][CMB]####$|T{00-25}@@####$"),
    ("th.tin", th_tin, "th-tin", "############?"),
    ("vn.mst", mst, "vn-mst", "#########?|#########?###|##000000##?"),
    ("id.npwp of 15", npwp, "id-npwp", "########?######"),
    ("id.npwp of 16", npwp, "id-npwp", "0########?######"),
    ("za.tin", za_tin, "za-tin", "#########?"),
    ("ke.pin", ke_pin, "ke-pin", "!#########@"),
    ("eg.tn", tn, "eg-tn", "########$"),
    ("cr.cpj", cpj, "cr-cpj", "3?0#######|21?0######|3?1#######|4?00######"),
    ("do.rnc", rnc, "do-rnc", "########?"),
    ("do.cedula", luhn, "do-rnc", "5#########?"),
    ("gh.tin", gh_tin, "gh-tin", "[PCGQV]00#######$"),
    ("gn.nifp", nifp, "gn-nifp", "########?"),
    ("gt.nit", gt_nit, "gt-nit", "[1-9]######$|[1-9]#####$|[1-9]##########$|[1-9]$"),
    ("ma.ice", ice, "ma-ice", "#############??"),
    ("mz.nuit", nuit, "mz-nuit", "########?"),
    ("py.ruc", py_ruc, "py-ruc", "########?|#######?|####?"),
    ("ru.inn", inn, "ru-inn", "#########?|##########??"),
    ("sn.ninea", ninea, "sn-ninea", "########?|######?|########?[0123][A-Z][0-9]|######?[012]A1"),
    ("sv.nit", sv_nit, "sv-nit", "[019]#########0###?|[019]############?|#############?".replace("0###?", "{000-101}?")),
    ("ve.rif", rif, "ve-rif", "[VEJPG]########?"),
    ("sm.coe", coe, "sm-coe", "#?|#?|####?"),
    ("cu.ni", ni, "cu-ni", "##{01-12}{01-28}####?|##{01-12}?######|##?#?######"),
    ("my.nric", nric, "my-nric", "##{01-12}{01-28}?#####|##{01-12}?#{01-16}####"),
    ("pk.cnic", cnic, "pk-cnic", "[1-7]###########?|?###########[1-9]"),
]


def spread(template):
    """Ranges of letters within brackets, written out."""
    made, inside = "", False
    for at, sign in enumerate(template):
        inside = (inside or sign == "[") and sign != "]"
        if inside and sign == "-":
            made += "".join(chr(code) for code in range(ord(template[at - 1]) + 1, ord(template[at + 1])))
        else:
            made += sign
    return made


def measured(name, oracle, template):
    """The sets that the oracle accepts, and for each body the place of its set."""
    asked = oracle if callable(oracle) else oracle.is_valid
    chance = Chance(SEED)
    known, places, valid, broken = {}, [], 0, 0
    while valid < ENOUGH or broken < ENOUGH:
        made = body(template, chance)
        verdicts = [asked(number) for number in checks(made)]
        accepted = tuple(at for at, fits in enumerate(verdicts) if fits)
        places.append(known.setdefault(accepted, len(known)))
        valid += len(accepted)
        broken += len(verdicts) > len(accepted)
        assert len(places) < 40_000, (name, valid, broken)
    return list(known), places


def section(at):
    name, oracle, _, template = SECTIONS[at]
    return measured(name, oracle, spread(template))


def told(all_measured):
    for (name, *_), (known, places) in zip(SECTIONS, all_measured):
        print(f"{name}: {len(places)} bodies, {len(known)} sets", flush=True)
        yield known, places


def main():
    text, data = [f"# python-stdnum {stdnum.__version__}, seed {SEED}; written by number_vectors.py"], b""
    with multiprocessing.Pool() as pool:
        all_measured = pool.imap(section, range(len(SECTIONS)))
        all_measured = list(told(all_measured))
    for (name, _, kinds, template), (known, places) in zip(SECTIONS, all_measured):
        template = spread(template)
        sets = " ".join(",".join(map(str, accepted)) or "-" for accepted in known)
        text += ["", f"[{name}]", kinds, template, str(len(places)), sets]
        data += packed(places, len(known))
    (HERE / "number_vectors.txt").write_text("\n".join(text) + "\n", encoding="utf-8")
    (HERE / "number_vectors.bin").write_bytes(data)


if __name__ == "__main__":
    main()
