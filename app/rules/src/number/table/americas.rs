//! The Americas.

use super::super::check::americas as check;
use super::super::row::{Holder, Row, row};
use crate::Field::{RegistrationNumber, Tin, VatNumber};

pub(super) static ROWS: &[Row] = &[
    row("us-ein", "US", "EIN", &[Tin])
        .shapes(&["#########"])
        .parts(check::ein)
        .labels(&["FEIN", "FEDERAL EIN", "FEDERAL TAX ID", "EIN NO"])
        .groups(&["##-#######"])
        .example("91-1144442"),
    row("ca-bn", "CA", "BN", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["#########", "#########RT####", "#########RC####", "#########RP####", "#########RM####"])
        .digit(check::bn)
        .labels(&["GST", "HST", "GST/HST", "BUSINESS NUMBER"])
        .groups(&["#########", "######### ######"])
        .example("123026635 RT0001"),
    row("br-cnpj", "BR", "CNPJ", &[Tin, RegistrationNumber])
        .shapes(&["%%%%%%%%%%%%##"])
        .digit(check::cnpj)
        .labels(&["C.N.P.J", "CNPJ/MF"])
        .groups(&["##.###.###/####-##"])
        .example("16.727.230/0001-97")
        .registration("br-cnpj"),
    row("br-cpf", "BR", "CPF", &[Tin])
        .shapes(&["###########"])
        .digit(check::cpf)
        .held_by(Holder::Person)
        .groups(&["###.###.###-##"])
        .example("390.533.447-05"),
    row("mx-rfc", "MX", "RFC", &[Tin, VatNumber])
        .shapes(&["&&&######%%%", "&&&&######%%%"])
        .parts(check::rfc)
        .labels(&["R.F.C"])
        .letters("Ñ")
        .example("GODE561231GR8"),
    row("ar-cuit", "AR", "CUIT", &[Tin, VatNumber])
        .shapes(&["###########"])
        .digit(check::cuit)
        .labels(&["CUIL", "C.U.I.T"])
        .groups(&["##-########-#"])
        .example("20-05536168-2"),
    row("cl-rut", "CL", "RUT", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["########", "#########", "#######K", "########K"])
        .digit(check::chilean)
        .prefixes(&["CL"])
        .labels(&["R.U.T", "RUN"])
        .groups(&["#.###.###-#", "##.###.###-#"])
        .example("12.531.909-2")
        .registration("cl-rut"),
    row("co-nit", "CO", "NIT", &[Tin, VatNumber])
        .shapes(&[
            "##########",
            "########",
            "#########",
            "###########",
            "############",
            "#############",
            "##############",
            "###############",
            "################",
        ])
        .digit(check::nit)
        .labels(&["N.I.T"])
        .groups(&["###.###.###-#"])
        .example("213.123.432-1"),
    row("pe-ruc", "PE", "RUC", &[Tin, VatNumber])
        .shapes(&["###########"])
        .digit(check::peruvian)
        .labels(&["R.U.C"])
        .example("20512333797"),
    row("uy-rut", "UY", "RUT", &[Tin, VatNumber])
        .shapes(&["############"])
        .digit(check::uruguayan)
        .prefixes(&["UY"])
        .labels(&["R.U.T"])
        .example("211003420017"),
    row("ec-ruc", "EC", "RUC", &[Tin, VatNumber])
        .shapes(&["#############"])
        .digit(check::ecuadorian)
        .labels(&["R.U.C"])
        .example("1792060346001"),
];
