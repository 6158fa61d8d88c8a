//! Pictures of the screen: taking them, looking at them, keeping them.

use crate::failure::Outcome;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

/// Four bytes a pixel: blue, green, red and one that means nothing.
#[derive(Debug, Clone)]
pub struct Picture {
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
    bytes: Vec<u8>,
}

/// A window without its frame, and what lies over it.
pub fn of_window(connection: &RustConnection, window: Window) -> Outcome<Picture> {
    let geometry = connection.get_geometry(window)?.reply()?;
    of_area(connection, window, (0, 0), (geometry.width, geometry.height))
}

/// A part of a window, from its upper left corner `at`.
pub fn of_area(
    connection: &RustConnection,
    window: Window,
    at: (i16, i16),
    size: (u16, u16),
) -> Outcome<Picture> {
    let image = connection
        .get_image(
            ImageFormat::Z_PIXMAP,
            window,
            at.0,
            at.1,
            size.0,
            size.1,
            u32::MAX,
        )?
        .reply()?;
    Ok(Picture {
        width: size.0,
        height: size.1,
        bytes: image.data,
    })
}

impl Picture {
    /// The colours of every `step`th pixel, as `0xRRGGBB`.
    pub fn some_colours(&self, step: usize) -> BTreeSet<u32> {
        self.pixels()
            .step_by(step)
            .map(|[red, green, blue]| u32::from_be_bytes([0, red, green, blue]))
            .collect()
    }

    fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        self.bytes.chunks_exact(4).filter_map(|pixel| match pixel {
            [blue, green, red, _] => Some([*red, *green, *blue]),
            _ => None,
        })
    }

    /// Writes it as a PNG file.
    pub fn write(&self, path: &Path) -> Outcome {
        let file = BufWriter::new(File::create(path)?);
        let mut encoder = png::Encoder::new(file, self.width.into(), self.height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let bytes: Vec<u8> = self.pixels().flatten().collect();
        encoder.write_header()?.write_image_data(&bytes)?;
        Ok(())
    }
}
