public import OreFeatures

/// Where an entry was read: for whoever follows a figure back to its row.
public struct EntrySource: Sendable, Hashable {
    public var file: Int32
    public var row: UInt32
    public var commit: Int32
    public init(file: Int32 = 0, row: UInt32 = 0, commit: Int32 = 0) { (self.file, self.row, self.commit) = (file, row, commit) }
}

public struct StockFigure: Sendable, Hashable {
    public var subject: SubjectID
    public var day: Day
    public var line: LedgerLine
    public var tonnes: Tonnes
    public var source = EntrySource()
}

public struct SeparationFigure: Sendable, Hashable {
    public enum Flow: String, Sendable, Hashable { case intake, output }
    public enum Origin: String, Sendable, Hashable { case own, bought, imported, recycled, tolled }
    public var facility: SubjectID
    public var month: CalendarMonth
    public var flow: Flow
    /// `nil`: not stated.
    public var origin: Origin?
    public var oreClass: OreClass
    public var tonnes: Tonnes
    public var source = EntrySource()
}

public struct CapacityFigure: Sendable, Hashable {
    public var subject: SubjectID
    public var from: Day
    public var perYear: Tonnes
    /// `nil`: not stated.
    public var material: MaterialKind?
    public var source = EntrySource()
}

/// What a deposit held on a day: t REO.
public struct ReserveFigure: Sendable, Hashable {
    public var subject: SubjectID
    public var day: Day
    public var tonnes: Tonnes
    public var grade: Share?
    /// Designed.
    public var recovery: Share?
    public var source = EntrySource()
}

public enum MiningMethod: String, Sendable, Hashable, CaseIterable { case inSitu = "in_situ", heap, pool, hardRock = "hard_rock" }

extension MiningMethod {
    /// By what a register or a detector says; `nil` where the words do not tell a method.
    public init?(stated words: String) {
        let words = words.lowercased()
        func has(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        if let method = MiningMethod(rawValue: words) {
            self = method
        } else if has("in situ", "in-situ", "原地") {
            self = .inSitu
        } else if has("heap", "堆浸") {
            self = .heap
        } else if has("pool leach", "池浸") {
            self = .pool
        } else if has("hard rock", "hard-rock", "open pit", "open-pit", "露天") {
            self = .hardRock
        } else {
            return nil
        }
    }
}

public struct RecoveryFigure: Sendable, Hashable {
    public enum Basis: String, Sendable, Hashable { case leachable, full }
    public var subject: SubjectID
    public var year: Int32
    public var grade: Share?
    public var recovery: Share?
    public var method: MiningMethod?
    public var basis: Basis?
    public var source = EntrySource()
}

public struct FacilityRecord: Sendable, Hashable {
    public var facility: SubjectID
    public var enterprise: SubjectID?
    /// Degrees, WGS 84.
    public var longitude: Double?
    public var latitude: Double?
    public var perYear: Tonnes?
    public var from: Day?
    public var to: Day?
    public var source = EntrySource()
}

public struct TradeFigure: Sendable, Hashable {
    public enum Direction: String, Sendable, Hashable { case imported = "import", exported = "export" }
    public enum Valuation: String, Sendable, Hashable { case cif, fob }
    public var reporter: String
    public var partner: String
    public var code: String
    /// `nil`: of the year as a whole.
    public var month: CalendarMonth?
    public var year: Int32
    public var direction: Direction
    public var tonnes: Tonnes
    /// Thousandths.
    public var value: Int64?
    public var valuation: Valuation?
    public var reExported: Tonnes?
    public var source = EntrySource()
}

public struct ExportRecord: Sendable, Hashable {
    public var number: String
    public var enterprise: SubjectID
    public var day: Day
    public var code: String
    public var partner: String?
    public var licence: String?
    public var tonnes: Tonnes
    /// Goods sent back, samples.
    public var isReturned: Bool
    public var source = EntrySource()
}

public struct ExportLicence: Sendable, Hashable {
    public var number: String
    public var enterprise: SubjectID
    public var code: String
    public var from: Day
    public var to: Day?
    public var tonnes: Tonnes
    public var source = EntrySource()
}

public struct Seizure: Sendable, Hashable {
    public var number: String
    public var day: Day
    public var code: String?
    public var tonnes: Tonnes
    public var place: String?
    /// Whose goods they were; `nil`: not known.
    public var enterprise: SubjectID?
    public var district: SubjectID?
    public var source = EntrySource()
}

public struct TaxFigure: Sendable, Hashable {
    public var subject: SubjectID
    public var month: CalendarMonth
    /// Thousandths of the currency.
    public var paid: Int64
    /// Thousandths of the currency a tonne.
    public var rate: Int64
    public var material: MaterialKind?
    public var source = EntrySource()
}

public struct RecycledFigure: Sendable, Hashable {
    public var facility: SubjectID
    public var month: CalendarMonth
    public var tonnes: Tonnes
    public var source = EntrySource()
}

/// What one sold to another on a day, by the records of product flows.
public struct ProductFlow: Sendable, Hashable {
    /// `nil`: two of one seller, buyer, day and mass cannot be told apart, and are kept once.
    public var number: String?
    public var day: Day
    public var seller: SubjectID
    public var buyer: SubjectID
    public var product: String?
    /// Of what; t REO where the record does not say otherwise.
    public var line: LedgerLine
    public var tonnes: Tonnes
    /// Thousandths of the currency.
    public var value: Int64?
    public var source = EntrySource()
}

public struct Permit: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable { case discharge, impactAssessment = "impact_assessment", water, safety }
    public var subject: SubjectID
    public var kind: Kind
    public var number: String?
    public var from: Day
    public var to: Day?
    public var source = EntrySource()
}

public struct Deposit: Sendable, Hashable {
    public var subject: SubjectID
    public var dueOn: Day
    /// Thousandths of the currency.
    public var due: Int64
    public var paid: Int64?
    public var paidOn: Day?
    public var source = EntrySource()
}

public struct RestorationObligation: Sendable, Hashable {
    public var subject: SubjectID
    public var number: String
    public var dueOn: Day
    public var doneOn: Day?
    /// Thousandths of a square metre.
    public var area: Int64?
    public var source = EntrySource()
}

public struct Listing: Sendable, Hashable {
    public var list: String
    public var enterprise: SubjectID
    public var from: Day?
    public var to: Day?
    public var source = EntrySource()
}
