//! Asia, Africa and Oceania.

use super::super::check::asia as check;
use super::super::row::{Holder, Row, row};
use crate::Field::{RegistrationNumber, Tin, VatNumber};

pub(super) static ROWS: &[Row] = &[
    row("il-company", "IL", "ח״פ", &[Tin, RegistrationNumber])
        .shapes(&["5########"])
        .digit(check::israeli)
        .labels(&["ח״פ", "ח\"פ", "ח.פ", "ח.פ.", "ע״מ", "ע\"מ"])
        .example("516179157")
        .registration("il-company"),
    row("il-id", "IL", "ת״ז", &[Tin])
        .shapes(&["#########"])
        .digit(check::israeli)
        .held_by(Holder::Person)
        .labels(&["ת״ז", "ת\"ז", "ת.ז"])
        .pad(7, 9)
        .example("39337423"),
    row("in-gstin", "IN", "GSTIN", &[Tin, VatNumber])
        .shapes(&["##%%%%%%%%%%%%%"])
        .parts(check::gstin)
        .labels(&["GST", "GST NO"])
        .example("27AAPFU0939F1ZV")
        .vat("in-gstin"),
    row("in-pan", "IN", "PAN", &[Tin])
        .shapes(&["@@@@@####@"])
        .parts(check::pan)
        .labels(&["PAN NO"])
        .example("AAPFU0939F"),
    row("jp-cn", "JP", "法人番号", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["#############"])
        .digit(check::japanese)
        .prefixes(&["T"])
        .labels(&["登録番号", "インボイス番号"])
        .example("5835678256246")
        .registration("jp-cn"),
    row("kr-brn", "KR", "사업자등록번호", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["##########"])
        .parts(check::korean)
        .labels(&["BRN"])
        .groups(&["###-##-#####"])
        .example("116-82-00276")
        .registration("kr-brn"),
    row("cn-uscc", "CN", "统一社会信用代码", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["########%%%%%%%%%%"])
        .digit(check::uscc)
        .labels(&["USCC", "税号", "纳税人识别号"])
        .example("91110000600037341L")
        .registration("cn-uscc"),
    row("tw-ubn", "TW", "統一編號", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["########"])
        .digit(check::taiwanese)
        .labels(&["UBN", "統編", "GUI"])
        .example("00501503")
        .registration("tw-ubn"),
    row("sg-uen", "SG", "UEN", &[Tin, RegistrationNumber])
        .shapes(&["########@", "#########@", "R##@@####%", "S##@@####%", "T##@@####%"])
        .parts(check::uen)
        .labels(&["GST REG NO", "CO. REG. NO"])
        .example("197401143C")
        .registration("sg-uen"),
    row("hk-br", "HK", "商業登記號碼 (BR)", &[Tin, RegistrationNumber])
        .shapes(&["########"])
        .labels(&["BR", "BRN", "BR NO", "BUSINESS REGISTRATION NO"])
        .example("12345678")
        .registration("hk-br"),
    row("th-tin", "TH", "เลขประจำตัวผู้เสียภาษี", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["#############"])
        .digit(check::thai)
        .groups(&["#-##-#-###-#####-#"])
        .example("0-99-4-000-61772-1"),
    row("vn-mst", "VN", "mã số thuế", &[Tin, VatNumber])
        .shapes(&["##########", "#############", "############"])
        .digit(check::mst)
        .labels(&["MST"])
        .groups(&["##########-###"])
        .example("0100233488"),
    row("id-npwp", "ID", "NPWP", &[Tin, VatNumber])
        .shapes(&["###############", "################"])
        .digit(check::npwp)
        .groups(&["##.###.###.#-###.###"])
        .example("01.300.066.6-091.000"),
    row("sa-vat", "SA", "الرقم الضريبي", &[Tin, VatNumber])
        .shapes(&["3#############3"])
        .labels(&["VAT REGISTRATION NUMBER"])
        .example("310122393500003")
        .vat("sa-vat"),
    row("ae-trn", "AE", "TRN", &[Tin, VatNumber])
        .shapes(&["100############"])
        .labels(&["TAX REGISTRATION NUMBER"])
        .groups(&["###-####-####-####"])
        .example("100-1234-5678-9003")
        .vat("ae-trn"),
    row("eg-tn", "EG", "رقم التسجيل الضريبي", &[Tin, VatNumber])
        .shapes(&["#########"])
        .groups(&["###-###-###"])
        .example("100-531-385"),
    row("za-tin", "ZA", "tax reference number", &[Tin])
        .shapes(&["##########"])
        .digit(check::south_african)
        .labels(&["TAX REF", "TAX REF NO"])
        .example("0001339050"),
    row("ke-pin", "KE", "KRA PIN", &[Tin, VatNumber])
        .shapes(&["@#########@"])
        .parts(check::kenyan)
        .labels(&["PIN", "PIN NO"])
        .example("P051365947M"),
    row("au-abn", "AU", "ABN", &[Tin, RegistrationNumber, VatNumber])
        .shapes(&["###########"])
        .digit(check::abn)
        .prefixes(&["AU"])
        .groups(&["## ### ### ###"])
        .example("83 914 571 673")
        .registration("au-abn"),
    row("nz-nzbn", "NZ", "NZBN", &[Tin, RegistrationNumber])
        .shapes(&["#############"])
        .digit(check::ean)
        .example("9429041525746")
        .registration("nz-nzbn"),
    row("nz-ird", "NZ", "IRD / GST number", &[Tin, VatNumber])
        .shapes(&["########", "#########"])
        .digit(check::ird)
        .prefixes(&["NZ"])
        .labels(&["IRD", "IRD NO", "GST", "GST NO"])
        .groups(&["##-###-###", "###-###-###"])
        .example("49-091-850"),
];
