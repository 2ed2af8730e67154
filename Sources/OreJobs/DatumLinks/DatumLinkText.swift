internal import OreGeometry
public import OreReferencing

extension DatumLinkFile {
    /// The text of a file that ``read(_:)`` reads back as the link of a fit.
    public static func text(of fit: LinkFit) -> String {
        let link = fit.link
        var lines = ["links:", "  - name: \(quoted(link.name))"]
        lines += ["    source: \(quoted(link.source))", "    target: \(quoted(link.target))"]
        lines += parameters(link.method).map { "    " + $0 }
        lines.append("    area:")
        lines.append("      # The hull of the points and \(Int(fit.marginMetres.rounded())) m around it; longitude first.")
        lines.append("      polygon:")
        lines += link.area.corners.map { "        - [\(rounded($0.x, 1e7)), \(rounded($0.y, 1e7))]" }
        lines.append("    sigma_m: \(link.sigmaMetres)")
        lines.append("    evidence: \(quoted(link.evidence))")
        if let date = link.date { lines.append("    date: \(quoted(date))") }
        lines += [
            "    fit:", "      points: \(fit.points.count)", "      redundancy: \(fit.redundancy)",
            "      rmse_m: \(rounded(fit.rmseMetres, 1e4))", "      leave_one_out_m: \(rounded(fit.leaveOneOutMetres, 1e4))",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func parameters(_ method: DatumLink.Method) -> [String] {
        switch method {
        case .translation(let x, let y, let z):
            return ["method: translation_3", "parameters:", "  x_m: \(x)", "  y_m: \(y)", "  z_m: \(z)"]
        case .helmert(let set):
            let names = ["x_m", "y_m", "z_m", "rx_arcsec", "ry_arcsec", "rz_arcsec"]
            let values = zip(names, set.translation + set.rotationArcseconds).map { "  \($0): \($1)" }
            let last = ["  scale_ppm: \(set.scalePPM)", "  convention: \(set.convention.rawValue)"]
            return ["method: helmert_7", "parameters:"] + values + last
        case .plane(let set):
            return [
                "method: plane_4", "parameters:", "  east_m: \(set.shift.x)", "  north_m: \(set.shift.y)",
                "  rotation_arcsec: \(set.rotationArcseconds)", "  rotation_sense: counter_clockwise", "  scale_ppm: \(set.scalePPM)",
                "  origin_east_m: \(set.origin.x)", "  origin_north_m: \(set.origin.y)",
            ]
        case .grid(let path): return ["method: grid", "parameters:", "  file: \(quoted(path))"]
        }
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }

    /// A YAML double-quoted scalar.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case let c where c.value < 32 || c.value == 127: result += "\\x" + (c.value < 16 ? "0" : "") + String(c.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
