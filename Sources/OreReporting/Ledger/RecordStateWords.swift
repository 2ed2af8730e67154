public import OreLedger

extension Language {
    /// What became of a record.
    public func name(of state: RecordState) -> String {
        switch state {
        case .stands: pick(("stands", "有效"))
        case .withinTotal: pick(("within a total", "已含于全年总量"))
        case .superseded: pick(("corrected", "已更正"))
        case .withdrawal: pick(("withdrawal", "撤回"))
        }
    }
}
