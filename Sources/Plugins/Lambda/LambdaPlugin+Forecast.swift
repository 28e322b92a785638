import RecuaAWS
public import RecuaCore

extension LambdaPlugin {
    /// A function whose stack gets another name or region is made anew there, under another URL; all else CloudFormation
    /// changes in place.
    public func forecast(_ outlook: Outlook<LambdaSections>) -> [Forecast] {
        let place = StackPlace(outlook)
        guard let prior = outlook.prior(Deployment.self) else {
            return [Forecast(.create, "create a function and its URL, as the CloudFormation stack \(place.text)")]
        }
        let old = StackPlace(prior)
        guard place.isElsewhere(than: old) else {
            let name = prior.resources["function"].map { "the function `\($0)`" } ?? "the function"
            return [Forecast(.update, "update \(name) in the CloudFormation stack \(old.text)")]
        }
        return [
            Forecast(
                .replace,
                "replace the function: a CloudFormation stack \(place.text) comes, \(old.text) goes, and the URL changes"
            )
        ]
    }
}

/// Where a CloudFormation stack is, as far as it is known.
private struct StackPlace {
    var name: String?
    var region: String?

    init(_ deployment: Deployment) {
        name = deployment.resources["stack"]
        region = deployment.region
    }

    init(_ outlook: Outlook<LambdaSections>) {
        let template = outlook.input(Template.self)
        let section = outlook.sections.lambda
        name = template?.stackName ?? section?.stackName ?? "\(outlook.stack.project)-\(outlook.stack.name)"
        region =
            template?.region ?? (try? AWSRegion.resolve(explicit: section?.region, environment: outlook.environment))
    }

    var text: String { "`\(name ?? "")`\(region.map { " in \($0)" } ?? "")" }

    func isElsewhere(than old: StackPlace) -> Bool {
        func differ(_ one: String?, _ other: String?) -> Bool { one != nil && other != nil && one != other }
        return differ(name, old.name) || differ(region, old.region)
    }
}
