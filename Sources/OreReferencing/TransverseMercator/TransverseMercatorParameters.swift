/// What a transverse Mercator projection is made of, degrees and metres, as read from the pipeline PROJ would run.
struct TransverseMercatorParameters: Equatable, Sendable {
    var originLatitude = 0.0
    var centralMeridian = 0.0
    var scale = 1.0
    var falseEasting = 0.0
    var falseNorthing = 0.0

    /// The projection and its direction, when the pipeline is one transverse Mercator step between degrees and metres and nothing else (every
    /// datum step in it is null).
    static func read(_ pipeline: String) -> (parameters: TransverseMercatorParameters, direction: TransverseMercator.Direction)? {
        let steps = PipelineStep.steps(of: pipeline)
        guard steps.count == 2 else { return nil }
        if steps[0].isUnitConversion(from: "deg", to: "rad"), !steps[1].isInverse, let parameters = parameters(of: steps[1]) {
            return (parameters, .forward)
        }
        if steps[1].isUnitConversion(from: "rad", to: "deg"), steps[0].isInverse, let parameters = parameters(of: steps[0]) {
            return (parameters, .inverse)
        }
        return nil
    }

    static func parameters(of step: PipelineStep) -> TransverseMercatorParameters? {
        switch step.values["proj"] {
        case "tmerc": transverseMercator(step)
        case "utm": universal(step)
        default: nil
        }
    }

    private static func transverseMercator(_ step: PipelineStep) -> TransverseMercatorParameters? {
        var result = TransverseMercatorParameters()
        for (key, value) in step.values {
            switch key {
            case "proj", "ellps", "a", "b", "rf", "datum": continue
            default: break
            }
            guard let number = Double(value), number.isFinite else { return nil }
            switch key {
            case "lat_0": result.originLatitude = number
            case "lon_0": result.centralMeridian = number
            case "k", "k_0": result.scale = number
            case "x_0": result.falseEasting = number
            case "y_0": result.falseNorthing = number
            default: return nil
            }
        }
        return result
    }

    private static func universal(_ step: PipelineStep) -> TransverseMercatorParameters? {
        guard let zone = step.values["zone"].flatMap({ Int($0) }), (1...60).contains(zone),
            Set(step.values.keys).isSubset(of: ["proj", "zone", "south", "ellps", "datum", "a", "b", "rf"])
        else { return nil }
        return TransverseMercatorParameters(
            originLatitude: 0, centralMeridian: Double(6 * zone - 183), scale: 0.9996, falseEasting: 500_000,
            falseNorthing: step.values["south"] == nil ? 0 : 10_000_000)
    }
}

/// One step of a PROJ pipeline: parameters and direction.
struct PipelineStep {
    var values: [String: String] = [:]
    var isInverse = false

    static func steps(of pipeline: String) -> [PipelineStep] {
        let words = pipeline.split(separator: " ").map { $0.first == "+" ? $0.dropFirst() : $0 }
        var groups: [PipelineStep] = [PipelineStep()]
        for word in words where word != "proj=pipeline" {
            if word == "step" {
                groups.append(PipelineStep())
            } else if word == "inv" {
                groups[groups.count - 1].isInverse = true
            } else {
                let pair = word.split(separator: "=", maxSplits: 1)
                groups[groups.count - 1].values[String(pair[0])] = pair.count == 2 ? String(pair[1]) : ""
            }
        }
        return groups.filter { !$0.values.isEmpty }
    }

    func isUnitConversion(from: String, to: String) -> Bool {
        !isInverse && values == ["proj": "unitconvert", "xy_in": from, "xy_out": to]
    }

    /// True for steps that map straight lines to straight lines.
    var isAffine: Bool {
        ["noop", "unitconvert", "axisswap", "affine", "geogoffset", "longlat", "latlong"].contains(values["proj"] ?? "")
    }
}
