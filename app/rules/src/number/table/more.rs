//! Countries whose numbers have a check digit that python-stdnum knows; nothing else is known of them here.

use super::super::check::europe::inn;
use super::super::check::{luhn, more};
use super::super::row::{Holder, Row, row};
use crate::Field::Tin;

pub(super) static ROWS: &[Row] = &[
    row("cr-cpj", "CR", "cédula de persona jurídica", &[Tin])
        .shapes(&["##########"])
        .parts(more::costa_rican)
        .pad(9, 10)
        .labels(&["CÉDULA JURÍDICA", "CED. JURÍDICA"])
        .groups(&["#-###-######"])
        .example("3-101-999999"),
    row("do-rnc", "DO", "RNC", &[Tin])
        .shapes(&["#########", "###########"])
        .digit(more::dominican)
        .groups(&["#-##-#####-#"])
        .example("1-01-85004-3"),
    row("gh-tin", "GH", "TIN", &[Tin])
        .shapes(&["P00#######%", "C00#######%", "G00#######%", "Q00#######%", "V00#######%"])
        .digit(more::ghanaian)
        .example("C0000803561"),
    row("gn-nifp", "GN", "NIFp", &[Tin]).shapes(&["#########"]).digit(luhn).labels(&["NIF"]).example("693770885"),
    row("gt-nit", "GT", "NIT", &[Tin])
        .shapes(&[
            "########",
            "##",
            "###",
            "####",
            "#####",
            "######",
            "#######",
            "#########",
            "##########",
            "###########",
            "############",
            "#K",
            "##K",
            "###K",
            "####K",
            "#####K",
            "######K",
            "#######K",
            "########K",
            "#########K",
            "##########K",
            "###########K",
        ])
        .digit(more::guatemalan)
        .example("576937-K"),
    row("ma-ice", "MA", "ICE", &[Tin]).shapes(&["###############"]).digit(more::moroccan).example("001561191000066"),
    row("mz-nuit", "MZ", "NUIT", &[Tin])
        .shapes(&["#########"])
        .digit(more::mozambican)
        .groups(&["###-###-###"])
        .example("400-339-910"),
    row("py-ruc", "PY", "RUC", &[Tin])
        .shapes(&["#########", "########", "#######", "######", "#####"])
        .digit(more::paraguayan)
        .groups(&["########-#", "#######-#"])
        .example("80028061-0"),
    row("ru-inn", "RU", "ИНН", &[Tin])
        .shapes(&["##########", "############"])
        .digit(inn)
        .labels(&["INN"])
        .example("7707083893"),
    row("sn-ninea", "SN", "NINEA", &[Tin])
        .shapes(&["#########", "#######", "##########@#", "########@#"])
        .digit(more::senegalese)
        .example("306 7221"),
    row("sv-nit", "SV", "NIT", &[Tin])
        .prefixes(&["SV"])
        .shapes(&["##############"])
        .digit(more::salvadoran)
        .groups(&["####-######-###-#"])
        .example("0614-050707-104-8"),
    row("ve-rif", "VE", "RIF", &[Tin])
        .shapes(&["V#########", "E#########", "J#########", "P#########", "G#########"])
        .digit(more::venezuelan)
        .labels(&["R.I.F"])
        .groups(&["#-########-#"])
        .example("V-11470283-4"),
    row("sm-coe", "SM", "COE", &[Tin])
        .form(more::without_zeros)
        .digit(more::san_marinese)
        .prefixes(&["SM"])
        .labels(&["C.O.E", "CODICE OPERATORE ECONOMICO"])
        .example("24165"),
    // Numbers of people, who pay taxes under them; companies there have others, of which nothing is known here.
    row("cu-ni", "CU", "carné de identidad", &[Tin])
        .shapes(&["###########"])
        .parts(more::cuban)
        .held_by(Holder::PersonAlone)
        .labels(&["NI", "CI", "CARNÉ"])
        .example("91021027775"),
    row("my-nric", "MY", "MyKad / NRIC", &[Tin])
        .shapes(&["############"])
        .parts(more::malaysian)
        .held_by(Holder::PersonAlone)
        .labels(&["NRIC", "NO. KAD PENGENALAN"])
        .groups(&["######-##-####"])
        .example("770305-02-1234"),
    row("pk-cnic", "PK", "CNIC", &[Tin])
        .shapes(&["#############"])
        .parts(more::pakistani)
        .held_by(Holder::PersonAlone)
        .labels(&["NIC"])
        .groups(&["#####-#######-#"])
        .example("34201-0891231-8"),
];
