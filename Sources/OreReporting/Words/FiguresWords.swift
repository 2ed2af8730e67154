public import OreCases
internal import OreLedger

/// Words for findings over figures, and for what became of them.
extension Language {
    /// What a finding rests on, in one line: figures, and what they are held against. Names are as the records have them.
    public func evidence(of figures: FiguresFinding) -> String { evidence(figures.finding, figures.finding.scope.material) }

    public func name(of kind: FiguresEvent.Kind) -> String {
        switch kind {
        case .appeared: pick(("found", "发现"))
        case .changed: pick(("changed", "变化"))
        case .withdrawn: pick(("withdrawn", "撤回"))
        case .reappeared: pick(("found again", "再次发现"))
        }
    }
}
