/// The Hilbert curve of order 16: neighbours along the curve are neighbours in the plane.
public enum HilbertCurve {
    /// The greatest cell number in each axis.
    public static let maximum = UInt32(UInt16.max)

    /// The position of cell (x, y) along the curve, both at most ``maximum``; 32 bits.
    /// - Complexity: 16 steps.
    public static func position(x: UInt32, y: UInt32) -> UInt32 {
        var x = x
        var y = y
        var position: UInt32 = 0
        var side: UInt32 = 1 << 15
        while side > 0 {
            let right: UInt32 = x & side != 0 ? 1 : 0
            let upper: UInt32 = y & side != 0 ? 1 : 0
            position += side &* side &* ((3 &* right) ^ upper)
            if upper == 0 {
                if right == 1 {
                    x = maximum &- x
                    y = maximum &- y
                }
                swap(&x, &y)
            }
            side >>= 1
        }
        return position
    }
}
