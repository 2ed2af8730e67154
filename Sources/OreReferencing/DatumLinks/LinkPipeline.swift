internal import OreGeometry

/// A link's own part as a PROJ pipeline, which PROJ runs and a report cites.
struct LinkPipeline {
    private var steps: [String]

    /// From positions in the link's source plane to its target plane, or from degrees to degrees.
    init(_ method: DatumLink.Method, source: Ellipsoid, target: Ellipsoid) {
        switch method {
        case .plane(let set):
            let (a, b) = set.matrix
            // Image of (0, 0).
            let zero = set(Coordinate(0, 0))
            steps = ["+proj=affine +xoff=\(zero.x) +yoff=\(zero.y) +s11=\(a) +s12=\(-b) +s21=\(b) +s22=\(a)"]
        case .translation(let x, let y, let z):
            steps = Self.geocentric("+proj=helmert +x=\(x) +y=\(y) +z=\(z)", source, target)
        case .helmert(let set):
            let (t, r) = (set.translation, set.rotationArcseconds)
            let words =
                "+proj=helmert +x=\(t[0]) +y=\(t[1]) +z=\(t[2]) +rx=\(r[0]) +ry=\(r[1]) +rz=\(r[2]) +s=\(set.scalePPM) "
                + "+convention=\(set.convention.rawValue)"
            steps = Self.geocentric(words, source, target)
        case .grid(let path):
            steps = [Self.toRadians, "+proj=hgridshift +grids=\(path)", Self.toDegrees]
        }
    }

    /// The way back.
    var inverse: LinkPipeline {
        var back = self
        back.steps = steps.reversed().map { $0.hasPrefix("+inv ") ? String($0.dropFirst(5)) : "+inv " + $0 }
        return back
    }

    var definition: String { "+proj=pipeline " + steps.map { "+step " + $0 }.joined(separator: " ") }

    private static let toRadians = "+proj=unitconvert +xy_in=deg +xy_out=rad"
    private static let toDegrees = "+proj=unitconvert +xy_in=rad +xy_out=deg"

    /// Between heights of zero: the height that a shift gives is dropped.
    private static func geocentric(_ shift: String, _ source: Ellipsoid, _ target: Ellipsoid) -> [String] {
        [
            toRadians, "+proj=push +v_3", "+proj=cart \(axes(source))", shift, "+inv +proj=cart \(axes(target))", "+proj=pop +v_3",
            toDegrees,
        ]
    }

    private static func axes(_ ellipsoid: Ellipsoid) -> String {
        let a = ellipsoid.semiMajorAxis
        return ellipsoid.flattening == 0 ? "+a=\(a) +b=\(a)" : "+a=\(a) +rf=\(ellipsoid.inverseFlattening)"
    }
}

extension DatumLink.Method {
    /// The link moves projected coordinates, not degrees.
    var usesPlanes: Bool {
        if case .plane = self { return true }
        return false
    }
}
