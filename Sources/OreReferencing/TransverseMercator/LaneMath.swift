/// Four positions at a time.
typealias Lanes = SIMD4<Double>

/// Elementary functions on the small arguments a transverse Mercator zone needs, as plain Taylor sums without branches or tables. Bounds are
/// absolute errors beside rounding; an error of 1e-16 is a nanometre on the ground.
enum LaneMath {
    /// Sine and cosine for |x| <= pi/2 by the half angle; below 2e-16.
    @inline(__always)
    static func sinCos(_ x: Lanes) -> (sin: Lanes, cos: Lanes) {
        let half = x * 0.5
        let q = half * half
        let s0 = 2.7557319223985893e-06 + q * (-2.505210838544172e-08 + q * (1.6059043836821613e-10 + q * -7.647163731819816e-13))
        let s1 = 8.333333333333333e-03 + q * (-1.984126984126984e-04 + q * s0)
        let s = half * (1 + q * (-0.16666666666666666 + q * s1))
        let c0 = 2.48015873015873e-05 + q * (-2.7557319223985888e-07 + q * (2.08767569878681e-09 + q * -1.1470745597729725e-11))
        let c1 = 4.1666666666666664e-02 + q * (-1.388888888888889e-03 + q * c0)
        let c = 1 + q * (-0.5 + q * (c1 + q * q * q * q * q * 4.779477332387385e-14))
        return (2 * s * c, 1 - 2 * s * s)
    }

    /// Sine, and one minus the cosine, for |x| <= 0.1; below 1e-17.
    @inline(__always)
    static func sinVersine(_ x: Lanes) -> (sin: Lanes, versine: Lanes) {
        let q = x * x
        let s = -0.16666666666666666 + q * (8.333333333333333e-03 + q * (-1.984126984126984e-04 + q * 2.7557319223985893e-06))
        let v = -4.1666666666666664e-02 + q * (1.388888888888889e-03 + q * -2.48015873015873e-05)
        return (x + x * q * s, q * (0.5 + q * v))
    }

    /// Sine and cosine for |x| <= 0.004; below 1e-18.
    @inline(__always)
    static func sinCosTiny(_ x: Lanes) -> (sin: Lanes, cos: Lanes) {
        let q = x * x
        return (
            x * (1 + q * (-0.16666666666666666 + q * 8.333333333333333e-03)),
            1 + q * (-0.5 + q * (4.1666666666666664e-02 + q * -1.388888888888889e-03))
        )
    }

    /// Hyperbolic sine and cosine for |x| <= 0.2; below 1e-15 (0.2) and 1e-18 (0.1).
    @inline(__always)
    static func sinhCosh(_ x: Lanes) -> (sinh: Lanes, cosh: Lanes) {
        let q = x * x
        let s = 0.16666666666666666 + q * (8.333333333333333e-03 + q * (1.984126984126984e-04 + q * 2.7557319223985893e-06))
        let c = 4.1666666666666664e-02 + q * (1.388888888888889e-03 + q * (2.48015873015873e-05 + q * 2.7557319223985888e-07))
        return (x + x * q * s, 1 + q * (0.5 + q * c))
    }

    /// Inverse hyperbolic tangent for |x| <= 0.09; below 1e-17.
    @inline(__always)
    static func atanh(_ x: Lanes) -> Lanes {
        let q = x * x
        let high = 0.14285714285714285 + q * (0.1111111111111111 + q * (0.09090909090909091 + q * 0.07692307692307693))
        return x + x * q * (0.3333333333333333 + q * (0.2 + q * high))
    }

    /// Arc tangent for |x| <= 0.09; below 1e-17.
    @inline(__always)
    static func atan(_ x: Lanes) -> Lanes {
        let q = x * x
        let high = -0.14285714285714285 + q * (0.1111111111111111 + q * (-0.09090909090909091 + q * 0.07692307692307693))
        return x + x * q * (-0.3333333333333333 + q * (0.2 + q * high))
    }

    /// Arc tangent for |x| <= 0.003; below 1e-19.
    @inline(__always)
    static func atanTiny(_ x: Lanes) -> Lanes {
        let q = x * x
        return x * (1 + q * (-0.3333333333333333 + q * 0.2))
    }

    /// Arc sine for |x| <= 0.003; below 1e-19.
    @inline(__always)
    static func asinTiny(_ x: Lanes) -> Lanes {
        let q = x * x
        return x * (1 + q * (0.16666666666666666 + q * 0.075))
    }
}

/// The six coefficients of a series, ready for Clenshaw's summation.
struct SixCoefficients: Sendable {
    let c1: Double
    let c2: Double
    let c3: Double
    let c4: Double
    let c5: Double
    let c6: Double

    init(_ c: [Double]) { (c1, c2, c3, c4, c5, c6) = (c[0], c[1], c[2], c[3], c[4], c[5]) }

    /// `sum c[j] sin 2jx` from `sin 2x` and `cos 2x`.
    @inline(__always)
    func sineSum(sin2: Lanes, cos2: Lanes) -> Lanes {
        let u = cos2 + cos2
        let b5 = u * c6 + c5
        let b4 = u * b5 + (c4 - c6)
        let b3 = u * b4 - b5 + c3
        let b2 = u * b3 - b4 + c2
        return sin2 * (u * b2 - b3 + c1)
    }

    /// Real and imaginary part of `sum c[j] sin 2jz`, `z = x + iy`, from the functions of `2x` and `2y`.
    @inline(__always)
    func sineSum(sin2: Lanes, cos2: Lanes, sinh2: Lanes, cosh2: Lanes) -> (re: Lanes, im: Lanes) {
        let ur = 2 * cos2 * cosh2
        let ui = -2 * sin2 * sinh2
        let (r5, i5) = (ur * c6 + c5, ui * c6)
        let (r4, i4) = (ur * r5 - ui * i5 + (c4 - c6), ur * i5 + ui * r5)
        let (r3, i3) = (ur * r4 - ui * i4 - r5 + c3, ur * i4 + ui * r4 - i5)
        let (r2, i2) = (ur * r3 - ui * i3 - r4 + c2, ur * i3 + ui * r3 - i4)
        let (r1, i1) = (ur * r2 - ui * i2 - r3 + c1, ur * i2 + ui * r2 - i3)
        let (sr, si) = (sin2 * cosh2, cos2 * sinh2)
        return (sr * r1 - si * i1, sr * i1 + si * r1)
    }
}
