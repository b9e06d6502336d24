//! Europe outside the Union, and its neighbours to the east.

use super::super::check::europe as check;
use super::super::check::mod_11_10;
use super::super::row::{Holder, Row, row};
use crate::Field::{RegistrationNumber, Tin, VatNumber};

const BRITISH_VAT: &[&str] = &["#########", "############", "GD###", "HA###", "GD8888#####", "HA8888#####"];

pub(super) static ROWS: &[Row] = &[
    row("gb-vat", "GB", "VAT number", &[Tin, VatNumber])
        .shapes(BRITISH_VAT)
        .digit(check::british_vat)
        .firm()
        .marked("GB", &["GB"])
        .labels(&["VAT REG", "VAT REG NO", "VRN", "VAT REGISTRATION NUMBER"])
        .groups(&["## ### #### ##", "## ### #### ## ###"])
        .example("GB 980 7806 84")
        .vat("gb-vat"),
    row("xi-vat", "GB", "VAT number", &[Tin, VatNumber])
        .shapes(BRITISH_VAT)
        .digit(check::british_vat)
        .marked("XI", &["XI"])
        .needs_prefix()
        .groups(&["## ### #### ##", "## ### #### ## ###"])
        .example("XI 980 7806 84")
        .vat("xi-vat"),
    row("gb-utr", "GB", "UTR", &[Tin])
        .shapes(&["##########"])
        .digit(check::utr)
        .prefixes(&["K"])
        .suffixes(&["K"])
        .labels(&["UNIQUE TAXPAYER REFERENCE"])
        .groups(&["##### #####"])
        .example("19558 39661"),
    row("gb-company", "GB", "company number", &[RegistrationNumber])
        .shapes(&["########", "@@######", "@#######"])
        .labels(&["COMPANY NO", "COMPANY NUMBER", "CRN", "COMPANY REG NO", "REGISTERED NO", "REGISTERED NUMBER"])
        .pad(6, 8)
        .example("00445790"),
    row("ch-uid", "CH", "UID / IDE / IDI", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["#########"])
        .digit(check::uid)
        .strict()
        .firm()
        .marked("CHE", &["CHE"])
        .suffixes(&["HRMWST", "MWST", "TVA", "IVA", "TPV", "VAT", "HRRC", "HR", "RC"])
        .labels(&["UID", "IDE", "IDI", "MWST", "MWST-NR", "TVA"])
        .groups(&["###-###.###.###"])
        .example("CHE-100.155.212")
        .vat("ch-uid")
        .registration("ch-uid"),
    row("li-peid", "LI", "PEID", &[Tin])
        .shapes(&["####", "#####", "######", "#######", "########", "##########", "###########", "############"])
        .labels(&["PERSONENIDENTIFIKATIONSNUMMER"])
        .example("000001234567"),
    row("no-orgnr", "NO", "organisasjonsnummer", &[Tin, RegistrationNumber])
        .shapes(&["#########"])
        .digit(check::orgnr)
        .strict()
        .firm()
        .prefixes(&["NO"])
        .suffixes(&["MVA", "FORETAKSREGISTERET"])
        .labels(&["ORG.NR", "ORGNR", "ORG. NUMMER", "MVA"])
        .groups(&["### ### ###"])
        .example("995 525 828")
        .vat("no-vat")
        .registration("no-orgnr"),
    row("no-vat", "NO", "MVA-nummer", &[VatNumber])
        .shapes(&["#########"])
        .digit(check::orgnr)
        .strict()
        .marked("NO", &["NO"])
        .suffixes(&["MVA", "FORETAKSREGISTERET"])
        .labels(&["ORG.NR", "ORGNR", "ORG. NUMMER", "ORGANISASJONSNUMMER", "MVA"])
        .groups(&["## ### ### ### MVA"])
        .example("NO 995 525 828 MVA"),
    row("is-kennitala", "IS", "kennitala", &[Tin, RegistrationNumber])
        .shapes(&["##########"])
        .digit(check::kennitala)
        .prefixes(&["IS"])
        .labels(&["KT"])
        .groups(&["######-####"])
        .example("450401-3150")
        .registration("is-kennitala"),
    row("is-vsk", "IS", "VSK-númer", &[VatNumber])
        .shapes(&["#####", "######"])
        .prefixes(&["IS"])
        .labels(&["VSK", "VSK NR", "VSKNR"])
        .example("00621"),
    row("tr-vkn", "TR", "vergi kimlik no", &[Tin])
        .shapes(&["##########"])
        .digit(check::vkn)
        .prefixes(&["TR"])
        .labels(&["VKN", "VERGİ NO", "VERGI NO", "VERGİ KİMLİK NO", "VERGI KIMLIK NUMARASI", "V.D. NO"])
        .example("4540536920"),
    row("tr-tckn", "TR", "T.C. kimlik no", &[Tin])
        .shapes(&["###########"])
        .digit(check::tckn)
        .held_by(Holder::Person)
        .labels(&["TCKN", "T.C", "T.C. KİMLİK NO", "TC KIMLIK NO"])
        .example("17291716060"),
    row("md-idno", "MD", "IDNO", &[Tin, RegistrationNumber])
        .shapes(&["#############"])
        .digit(check::idno)
        .prefixes(&["MD"])
        .labels(&["IDNO / COD FISCAL", "COD FISCAL"])
        .example("1008600038413")
        .registration("md-idno"),
    row("ge-id", "GE", "ს/კ", &[Tin, RegistrationNumber])
        .shapes(&["#########"])
        .labels(&["ს/კ", "საიდენტიფიკაციო კოდი"])
        .example("204876606")
        .registration("ge-id"),
    row("ge-person", "GE", "პ/ნ", &[Tin]).shapes(&["###########"]).held_by(Holder::Person).example("01008037314"),
    row("kz-bin", "KZ", "БСН/БИН, ЖСН/ИИН", &[Tin, RegistrationNumber])
        .shapes(&["############"])
        .digit(check::kazakh)
        .prefixes(&["KZ"])
        .labels(&["БИН", "ИИН", "БСН", "ЖСН", "БСН/БИН", "ЖСН/ИИН", "БИН/ИИН", "BIN", "IIN"])
        .example("980540000397")
        .registration("kz-bin"),
    row("az-voen", "AZ", "VÖEN", &[Tin])
        .shapes(&["##########"])
        .digit(check::voen)
        .labels(&["VOEN"])
        .pad(9, 10)
        .example("1400057421"),
    row("by-unp", "BY", "УНП", &[Tin, RegistrationNumber])
        .shapes(&["#########", "@@#######"])
        .digit(check::unp)
        .prefixes(&["BY"])
        .labels(&["UNP"])
        .example("200988541")
        .registration("by-unp"),
    row("rs-pib", "RS", "ПИБ / PIB", &[Tin])
        .shapes(&["#########"])
        .digit(mod_11_10)
        .prefixes(&["RS"])
        .labels(&["ПИБ", "PIB"])
        .example("101134702"),
    row("mk-edb", "MK", "ЕДБ", &[Tin])
        .shapes(&["#############"])
        .digit(check::edb)
        .prefixes(&["MK"])
        .labels(&["EDB", "ДАНОЧЕН БРОЈ", "ЕДБС"])
        .example("4030000375897"),
    row("al-nipt", "AL", "NIPT", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["@########@"])
        .parts(check::nipt)
        .prefixes(&["AL"])
        .labels(&["NUIS"])
        .example("J91402501L")
        .registration("al-nipt"),
    row("me-pib", "ME", "PIB", &[Tin])
        .shapes(&["########"])
        .digit(check::montenegrin)
        .labels(&["ПИБ"])
        .example("02655284"),
    row("am-tin", "AM", "ՀՎՀՀ", &[Tin]).shapes(&["########"]).labels(&["HVHH", "ՀՎՀՀ"]).example("02507057"),
    row("uz-stir", "UZ", "STIR / СТИР", &[Tin])
        .shapes(&["#########"])
        .labels(&["STIR", "СТИР", "INN", "ИНН"])
        .example("201122919"),
    row("uz-pinfl", "UZ", "JSHSHIR / ПИНФЛ", &[Tin])
        .shapes(&["##############"])
        .held_by(Holder::Person)
        .labels(&["JSHSHIR", "PINFL", "ПИНФЛ"])
        .example("31704842970018"),
    row("kg-inn", "KG", "ИНН", &[Tin]).shapes(&["##############"]).labels(&["СТН", "INN"]).example("01506201410129"),
    row("tj-inn", "TJ", "РМА / ИНН", &[Tin]).shapes(&["#########"]).labels(&["РМА", "ИНН", "INN"]).example("020012345"),
    row("ba-id", "BA", "ID broj", &[Tin])
        .shapes(&["############", "#############"])
        .labels(&["JIB", "PDV", "ID", "ЈИБ", "ПДВ"])
        .example("4200225150005"),
    row("xk-nf", "XK", "NUI", &[Tin]).shapes(&["#########"]).labels(&["NF", "NUMRI FISKAL"]).example("810000000"),
];
