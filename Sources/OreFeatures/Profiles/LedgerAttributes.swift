extension ProfileKind {
    /// Figures, which are read to the digit, and every other record of the ledger.
    public var isOfLedger: Bool { isOfFigures || !entryAttributes.isEmpty }

    /// Quotas, reports, invoices: millions of rows of one shape.
    public var isOfFigures: Bool { self == .quotas || self == .reports || self == .invoices }

    /// The columns of the ledger's other records, in the order of their tables.
    var entryAttributes: [Attribute] {
        let own: [Attribute] =
            switch self {
            case .stock: [.licenceID, .date, .stage, .oreClass, .tonnes, .receivedAt]
            case .separation: [.facility, .month, .flow, .source, .oreClass, .tonnes, .receivedAt]
            case .capacities: [.licenceID, .from, .tonnesPerYear, .material]
            case .reserves: [.licenceID, .date, .tonnes, .grade, .recovery]
            case .recoveries: [.licenceID, .year, .grade, .recovery, .method, .basis]
            case .facilities: [.facility, .enterprise, .longitude, .latitude, .tonnesPerYear, .from, .to]
            case .trade:
                [
                    .reporter, .partner, .hsCode, .month, .year, .direction, .tonnes, .value, .valuation, .reExportTonnes, .receivedAt,
                ]
            case .exports: [.number, .enterprise, .date, .hsCode, .partner, .licenceNumber, .tonnes, .returned]
            case .exportLicences: [.number, .enterprise, .hsCode, .from, .to, .tonnes]
            case .exportControls: [.hsCode, .from, .to]
            case .seizures: [.number, .date, .hsCode, .tonnes, .place, .enterprise, .district]
            case .taxes: [.licenceID, .month, .paid, .rate, .material, .receivedAt]
            case .recycled: [.facility, .month, .tonnes, .receivedAt]
            case .permits: [.licenceID, .permit, .number, .from, .to]
            case .deposits: [.licenceID, .dueOn, .due, .paid, .paidOn]
            case .obligations: [.licenceID, .number, .dueOn, .doneOn, .areaM2]
            case .listings: [.list, .name, .from, .to]
            case .members: [.member, .memberKind, .parent, .parentKind, .from, .to]
            case .land:
                [
                    .licenceID, .year, .block, .areaM2, .areaSigmaM2, .method, .deposit, .district, .clearViews, .workingSeen, .blockKnown,
                    .underground, .signs, .receivedAt,
                ]
            case .yields: [.district, .method, .deposit, .tonnesPerHectare, .spread, .ownSpread, .mines, .note, .receivedAt]
            case .flows: [.number, .date, .seller, .buyer, .product, .stage, .oreClass, .material, .tonnes, .value, .receivedAt]
            default: []
            }
        return own.isEmpty ? [] : own + [.unit, .withdrawn]
    }
}
