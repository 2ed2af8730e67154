/// The method by which a mine works, and whether its leaching block is known: what land can say depends on it.
enum PlantedMethod: String, CaseIterable {
    case inSitu = "in_situ"
    case pool
    case hardRock = "hard_rock"

    /// Tonnes of oxide a hectare; of rock a number of the generator's own, which nobody is told.
    var medianYield: Double {
        switch self {
        case .inSitu: 52
        case .pool: 55
        case .hardRock: 400
        }
    }
}

/// A mine and three years of its books, in kilograms.
struct LedgerMine {
    struct Report {
        var year: Int, month: Int, kilograms: Int
        var received: String
    }
    struct Invoice {
        var number: String, day: String, kilograms: Int
    }
    struct Batch {
        var year: Int, batch: String, kilograms: Int
        var issued: String
    }
    struct Land {
        var year: Int
        /// `nil`: nothing to measure, or hidden.
        var area: Double?
        var sigma: Double
        var clearViews: Int
        var workingSeen: Int
        var trueKilograms: Int
    }

    let number: Int
    let story: LedgerStory
    /// Of the story.
    let year: Int
    var method = PlantedMethod.inSitu
    var isBlockKnown = true
    var capacity = 0
    var validTo = "2032-12-31"
    var events: [(event: String, day: String, until: String)] = []
    var batches: [Batch] = []
    var reports: [Report] = []
    var invoices: [Invoice] = []
    var stock: [(day: String, kilograms: Int)] = []
    var taxes: [(year: Int, month: Int, kilograms: Int)] = []
    var land: [Land] = []

    var id: String { "C3607\(10_000 + number)" }
    var holder: String { "Mining Company \(number / 2 + 1)" }
    var group: String { "Group \(number / 2 % 5 + 1)" }
    var deposit: String { method == .hardRock ? "rock" : "ionic" }
}
