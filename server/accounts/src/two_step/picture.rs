//! A link as a QR code, drawn here: no other server ever sees it.

use crate::error::InternalError;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// Pixels of a module: cameras read what is smaller only from very near.
const MODULE: usize = 4;
/// Modules in a row, quiet zone and all, for which there is room at that size on the narrowest screens.
const ROOM: usize = 65;

/// Whether a link is too long for the narrowest screens.
pub(super) fn is_wide(link: &str) -> Result<bool, InternalError> {
    Ok(width(&code(link)?) > ROOM)
}

/// The code; of a long link rather without some of what repairs a torn print.
fn code(link: &str) -> Result<QrCode, InternalError> {
    let at = |level| QrCode::with_error_correction_level(link, level).map_err(InternalError::new);
    let code = at(EcLevel::M)?;
    if width(&code) > ROOM { at(EcLevel::L) } else { Ok(code) }
}

/// Modules in a row, quiet zone and all.
fn width(code: &QrCode) -> usize {
    code.width() + 2 * QUIET
}

/// An `svg` element: black on white, whatever the page's colours, so that every camera reads it. It grows with its modules.
pub(super) fn of(link: &str) -> Result<String, InternalError> {
    let code = code(link)?;
    let (width, modules) = (code.width(), code.to_colors());
    let dark: String = modules.chunks(width).enumerate().map(|(y, row)| line(y + QUIET, row)).collect();
    let size = width + 2 * QUIET;
    let pixels = size * MODULE;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{dark}\"/></svg>"
    ))
}

/// The dark runs of a row.
fn line(y: usize, row: &[Color]) -> String {
    let mut x = QUIET;
    let runs = row.chunk_by(|a, b| a == b).map(|run| {
        let (from, length) = (x, run.len());
        x += length;
        if run[0] == Color::Dark { format!("M{from} {y}h{length}v1h-{length}z") } else { String::new() }
    });
    runs.collect()
}
