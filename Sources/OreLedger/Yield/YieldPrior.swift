/// What is known beforehand of the oxide that a square metre of leached ground gives, as five factors, each in two parts.
///
/// Formula: t REO per m² = thickness (m) · dry density (t/m³) · grade · leachable share · recovery of the leachable. Each factor is the district's own mean,
/// which all its mines share, times the departure of a mine from it. It is a yield of ground leached to exhaustion.
public struct YieldPrior: Sendable, Hashable {
    public struct Factor: Sendable, Hashable {
        /// In its unit.
        public var shared: QuantileTable
        /// About 1.
        public var own: QuantileTable
        public init(shared: QuantileTable, own: QuantileTable) { (self.shared, self.own) = (shared, own) }
    }

    /// m.
    public var thickness: Factor
    /// t/m³.
    public var density: Factor
    /// Parts of one.
    public var grade: Factor
    public var leachable: Factor
    public var recovery: Factor

    public init(thickness: Factor, density: Factor, grade: Factor, leachable: Factor, recovery: Factor) {
        (self.thickness, self.density, self.grade) = (thickness, density, grade)
        (self.leachable, self.recovery) = (leachable, recovery)
    }

    var factors: [Factor] { [thickness, density, grade, leachable, recovery] }
}

/// What a deposit is.
public enum DepositType: String, Sendable, Hashable, CaseIterable {
    /// Ion-adsorption clay.
    case ionic
    /// Rock: bastnäsite, monazite, other minerals.
    case rock
}

/// Whose yield it is: how ground was worked, and of which deposit.
public struct YieldKey: Sendable, Hashable, Comparable {
    public var method: MiningMethod
    public var deposit: DepositType
    public init(_ method: MiningMethod, _ deposit: DepositType) { (self.method, self.deposit) = (method, deposit) }

    /// Whether a distribution of its yield is documented; else reports alone tell it, district by district.
    public var isDocumented: Bool { YieldPrior.documented[self] != nil }

    public static func < (a: YieldKey, b: YieldKey) -> Bool {
        (a.method.rawValue, a.deposit.rawValue) < (b.method.rawValue, b.deposit.rawValue)
    }
}

extension YieldPrior {
    /// The documented distributions of ion-adsorption ore: enriched zone 5-10 m; grade 140-6,500 ppm, typically 800; over half of it leachable; dry
    /// density 1.16-1.96 t/m³, from void ratios of 0.36-1.29 of completely weathered granite of South China and grains of 2.66 t/m³; recovery between
    /// the averages and the legal minima (84 % of the leachable, 67 % of all, in situ; 87 and 70 % in heaps). In situ: median 49 t REO per hectare of
    /// block, 90 % interval 21-118; heaps and pools 52, which practice puts at 50-62.
    /// Choices, not documented: between its ends a void ratio lies as in a triangle about their middle, and a district shares half of the variance of all
    /// factors together (of thickness a third, of density and grade half, of recovery three quarters, of the leachable share seven eighths). The ends
    /// are no walls: the district's part times the mine's own passes them in one or two of a hundred draws (density 1.05-2.21, thickness 3.9-12.0).
    /// Rock has no documented distribution: its yield is learnt from trusted reports; see ``YieldCalibration``.
    /// Source: `GeoData/reference/yield-model.csv` and `recovery-minimums.csv`.
    public static let documented: [YieldKey: YieldPrior] = [
        YieldKey(.inSitu, .ionic): ionic(inSitu), YieldKey(.heap, .ionic): ionic(heap), YieldKey(.pool, .ionic): ionic(heap),
    ]

    private static let inSitu = Factor(
        shared: QuantileTable(known: [0.67, 0.72, 0.78, 0.82, 0.86, 0.90, 0.92]),
        own: QuantileTable(known: [0.88, 0.93, 0.975, 1, 1.025, 1.06, 1.085]))
    private static let heap = Factor(
        shared: QuantileTable(known: [0.70, 0.76, 0.83, 0.875, 0.91, 0.94, 0.96]),
        own: QuantileTable(known: [0.90, 0.94, 0.98, 1, 1.02, 1.035, 1.04]))

    private static func ionic(_ recovery: Factor) -> YieldPrior {
        YieldPrior(
            thickness: Factor(
                shared: QuantileTable(known: [5.6, 6.4, 7.1, 7.5, 7.9, 8.6, 9.4]),
                own: QuantileTable(known: [0.70, 0.79, 0.92, 1, 1.08, 1.20, 1.28])),
            density: Factor(
                shared: QuantileTable(known: [1.24, 1.30, 1.39, 1.46, 1.54, 1.67, 1.80]),
                own: QuantileTable(known: [0.85, 0.89, 0.95, 1, 1.055, 1.145, 1.23])),
            grade: Factor(
                shared: QuantileTable(known: [350e-6, 505e-6, 670e-6, 810e-6, 975e-6, 1270e-6, 2200e-6]),
                own: QuantileTable(known: [0.40, 0.60, 0.83, 1, 1.195, 1.59, 2.95])),
            leachable: Factor(
                shared: QuantileTable(known: [0.50, 0.56, 0.64, 0.69, 0.74, 0.81, 0.88]),
                own: QuantileTable(known: [0.88, 0.93, 0.975, 1, 1.025, 1.07, 1.12])),
            recovery: recovery)
    }
}
