/// The lines of a balance with everything that they were made of.
public struct BalanceTrace: Sendable {
    public var balance: Balance
    /// One for each line of the balance, in its order.
    public var figures: [BalanceFigure]
    public var names: FigureNames

    public init(_ balance: Balance, _ figures: [BalanceFigure], names: FigureNames) {
        (self.balance, self.figures, self.names) = (balance, figures, names)
    }

    /// `nil` for a line that the balance does not have.
    public subscript(item: BalanceItem) -> BalanceFigure? { figures.first { $0.item == .line(item) } }

    /// The figure that a path names: a line, then terms, whoever states it, months (`mined/reported/L-1/2024-03`).
    /// - Returns: `nil` with what could be named in the place of the first unknown part.
    public func figure(at path: String) -> (figure: BalanceFigure?, unknown: String, known: [String]) {
        names.figure(at: path, among: figures)
    }
}
