internal import Foundation
internal import OreGeometry
public import OreReferencing

extension LinkFit {
    /// The report for people, a line each.
    public var lines: [String] {
        let width = max(5, points.map { $0.name.count }.max() ?? 0)
        func row(_ cells: [String]) -> String {
            cells.enumerated().map { i, cell in
                let blanks = String(repeating: " ", count: max(0, (i == 0 ? width : 11) - cell.count))
                return i == 0 ? cell + blanks : blanks + cell
            }.joined(separator: " ")
        }
        var lines = ["datum link \(link.name): \(link.method.words), \(link.source) to \(link.target)", ""]
        lines.append(row(["point", "residual E", "residual N", "left out E", "left out N", "leverage"]))
        for point in points {
            let metres = [point.residual.x, point.residual.y, point.leaveOneOut.x, point.leaveOneOut.y].map { Self.metres($0) }
            lines.append(row([point.name] + metres + [Self.metres(point.leverage, 2)]))
        }
        lines += [
            "", "metres; \"left out\" is by how much the fit to all other points misses the point", "",
            "RMSE            \(Self.metres(rmseMetres)) m per axis, redundancy \(redundancy)",
            "leave-one-out   \(Self.metres(leaveOneOutMetres)) m per axis",
            "one pair        \(Self.metres(unitSigmaMetres)) m per axis; parameters at the worst corner of the area "
                + "\(Self.metres(cornerSigmaMetres)) m; few points x \(Self.metres(inflation, 2))",
            "sigma           \(Self.metres(sigmaMetres)) m per axis, anywhere in the area",
            "area            \(link.area): the hull of the points and \(Int(marginMetres.rounded())) m around it",
        ]
        for candidate in candidates {
            let seen = candidate.rank == candidate.method.parameterCount ? "" : ", \(candidate.rank) seen"
            let condition = candidate.condition.isFinite ? Self.metres(candidate.condition, 0) : "infinite"
            lines.append(
                "\(candidate.method == method ? "taken" : "tried")           \(candidate.method.rawValue) parameters\(seen): RMSE "
                    + "\(Self.metres(candidate.rmseMetres)) m, leave-one-out \(Self.metres(candidate.leaveOneOutMetres)) m, condition \(condition)"
            )
        }
        return lines + notes.map { "note            " + $0 }
    }

    /// The report for programs: one JSON object, members in alphabetic order.
    /// - Throws: never for a fit.
    public func json() throws -> String {
        func number(_ value: Double) -> Any { value.isFinite ? (value * 1e6).rounded() / 1e6 : NSNull() }
        let object: [String: Any] = [
            "name": link.name, "source": link.source, "target": link.target, "method": method.rawValue, "sigma_m": sigmaMetres,
            "rmse_m": number(rmseMetres), "leave_one_out_m": number(leaveOneOutMetres), "redundancy": redundancy,
            "condition": number(condition), "unit_sigma_m": number(unitSigmaMetres), "corner_sigma_m": number(cornerSigmaMetres),
            "inflation": number(inflation), "area_margin_m": number(marginMetres), "notes": notes,
            "area": link.area.corners.map { [$0.x, $0.y] },
            "points": points.map { point in
                [
                    "name": point.name, "residual_m": [number(point.residual.x), number(point.residual.y)],
                    "leave_one_out_m": [number(point.leaveOneOut.x), number(point.leaveOneOut.y)], "leverage": number(point.leverage),
                ] as [String: Any]
            },
            "candidates": candidates.map { candidate in
                [
                    "method": candidate.method.rawValue, "rmse_m": number(candidate.rmseMetres), "rank": candidate.rank,
                    "leave_one_out_m": number(candidate.leaveOneOutMetres), "condition": number(candidate.condition),
                ] as [String: Any]
            },
        ]
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    private static func metres(_ value: Double, _ decimals: Int = 3) -> String { String(format: "%.\(decimals)f", value) }
}
