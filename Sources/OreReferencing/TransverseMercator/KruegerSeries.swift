internal import OreGeometry

/// The coefficients of the transverse Mercator series of one ellipsoid, to the sixth order of the third flattening `n`.
///
/// Source: L. Krüger, "Konforme Abbildung des Erdellipsoids in der Ebene" (1912); C. F. F. Karney, "Transverse Mercator with an accuracy of a few
/// nanometers", J. Geodesy 85 (2011), equations 12, 35 and 36 (`alpha`, `beta`, rectifying radius); C. F. F. Karney, "On auxiliary latitudes"
/// (2023) for the conformal latitude (`toConformal`, `toGeodetic`). Each truncated series errs by less than 1e-9 m on the Earth.
struct KruegerSeries: Sendable {
    /// Rectifying radius `A`, metres: a quarter meridian is `A pi / 2`.
    let rectifyingRadius: Double
    /// Conformal to rectified: `zeta = zeta' + sum alpha[j] sin 2j zeta'`.
    let alpha: [Double]
    /// Rectified to conformal: `zeta' = zeta - sum beta[j] sin 2j zeta`.
    let beta: [Double]
    /// Geodetic to conformal latitude: `chi = phi + sum c[j] sin 2j phi`.
    let toConformal: [Double]
    /// Conformal to geodetic latitude: `phi = chi + sum c[j] sin 2j chi`.
    let toGeodetic: [Double]

    init(_ ellipsoid: Ellipsoid) {
        let f = ellipsoid.flattening
        let n = f / (2 - f)
        let n2 = n * n
        rectifyingRadius = ellipsoid.semiMajorAxis / (1 + n) * (1 + n2 * (1 / 4.0 + n2 * (1 / 64.0 + n2 / 256.0)))
        alpha = KruegerSeries.evaluate(KruegerSeries.alphaTable, n)
        beta = KruegerSeries.evaluate(KruegerSeries.betaTable, n)
        toConformal = KruegerSeries.evaluate(KruegerSeries.conformalTable, n)
        toGeodetic = KruegerSeries.evaluate(KruegerSeries.geodeticTable, n)
    }

    /// Row `j` of a table holds the coefficients of `n^j, n^(j+1), ... n^6`.
    private static func evaluate(_ table: [[Double]], _ n: Double) -> [Double] {
        var power = 1.0
        return table.map { row in
            power *= n
            return power * row.reversed().reduce(0) { $0 * n + $1 }
        }
    }

    private static let alphaTable: [[Double]] = [
        [1 / 2.0, -2 / 3.0, 5 / 16.0, 41 / 180.0, -127 / 288.0, 7_891 / 37_800.0],
        [13 / 48.0, -3 / 5.0, 557 / 1_440.0, 281 / 630.0, -1_983_433 / 1_935_360.0],
        [61 / 240.0, -103 / 140.0, 15_061 / 26_880.0, 167_603 / 181_440.0],
        [49_561 / 161_280.0, -179 / 168.0, 6_601_661 / 7_257_600.0],
        [34_729 / 80_640.0, -3_418_889 / 1_995_840.0],
        [212_378_941 / 319_334_400.0],
    ]

    private static let betaTable: [[Double]] = [
        [1 / 2.0, -2 / 3.0, 37 / 96.0, -1 / 360.0, -81 / 512.0, 96_199 / 604_800.0],
        [1 / 48.0, 1 / 15.0, -437 / 1_440.0, 46 / 105.0, -1_118_711 / 3_870_720.0],
        [17 / 480.0, -37 / 840.0, -209 / 4_480.0, 5_569 / 90_720.0],
        [4_397 / 161_280.0, -11 / 504.0, -830_251 / 7_257_600.0],
        [4_583 / 161_280.0, -108_847 / 3_991_680.0],
        [20_648_693 / 638_668_800.0],
    ]

    private static let conformalTable: [[Double]] = [
        [-2, 2 / 3.0, 4 / 3.0, -82 / 45.0, 32 / 45.0, 4_642 / 4_725.0],
        [5 / 3.0, -16 / 15.0, -13 / 9.0, 904 / 315.0, -1_522 / 945.0],
        [-26 / 15.0, 34 / 21.0, 8 / 5.0, -12_686 / 2_835.0],
        [1_237 / 630.0, -12 / 5.0, -24_832 / 14_175.0],
        [-734 / 315.0, 109_598 / 31_185.0],
        [444_337 / 155_925.0],
    ]

    private static let geodeticTable: [[Double]] = [
        [2, -2 / 3.0, -2, 116 / 45.0, 26 / 45.0, -2_854 / 675.0],
        [7 / 3.0, -8 / 5.0, -227 / 45.0, 2_704 / 315.0, 2_323 / 945.0],
        [56 / 15.0, -136 / 35.0, -1_262 / 105.0, 73_814 / 2_835.0],
        [4_279 / 630.0, -332 / 35.0, -399_572 / 14_175.0],
        [4_174 / 315.0, -144_838 / 6_237.0],
        [601_676 / 22_275.0],
    ]
}
