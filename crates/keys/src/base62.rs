//! The digits of the key format: `0-9A-Za-z`, most significant first.

/// The 62 digits in ascending value.
pub(crate) const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Writes `number` into all of `target`, padded with zeros on the left.
pub(crate) fn write_padded(mut number: u32, target: &mut [u8]) {
    for place in target.iter_mut().rev() {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_checksum_fits_six_digits() {
        let mut written = [0; 6];
        write_padded(u32::MAX, &mut written);
        assert_eq!(&written, b"4gfFC3");
        write_padded(61, &mut written);
        assert_eq!(&written, b"00000z");
    }
}
