internal import GRDB
internal import OreDetection

/// Finds the enterprise groups of licences: in a table, or in the store as they are asked for.
struct GroupLookup {
    private let store: Store
    private let known: [String: String]?
    private var found: [String: String?] = [:]

    init(_ store: Store, known: [String: String]?) { (self.store, self.known) = (store, known) }

    /// The group of the first licence that a finding names and that has one.
    mutating func group(of finding: Finding, _ db: Database) throws -> String? {
        try first(of: finding.licenceIDs, db) ?? first(of: finding.otherLicenceIDs, db)
    }

    /// The group of the first licence that has one.
    private mutating func first(of licences: [String], _ db: Database) throws -> String? {
        for licence in licences { if let group = try group(of: licence, db) { return group } }
        return nil
    }

    private mutating func group(of licence: String, _ db: Database) throws -> String? {
        if let known { return known[licence] }
        if let group = found[licence] { return group }
        let group = try store.licenceGroup(of: licence, db)
        found[licence] = .some(group)
        return group
    }
}
