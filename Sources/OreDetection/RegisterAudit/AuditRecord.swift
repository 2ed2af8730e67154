/// What an audit was made of, so that it can be repeated. Carries no clock and no path: the same inputs give the same record.
public struct AuditRecord: Sendable {
    public static let schemaVersion = "1.0.0"

    public var settings: AuditSettings
    /// In the order of ``AuditCheck``.
    public var accounts: [AuditAccount] = []
    public var licences = 0
    public var inputs: [RunInput] = []
    public var operations: [RunOperation] = []
    public var monitoringCRS = ""
    public var projVersion = ""
    public var geosVersion = ""

    public init(settings: AuditSettings) {
        self.settings = settings
    }
}
