public import RecuaCore

extension TemplatePlugin {
    public func forecast(_ outlook: Outlook<TemplateSections>) -> [Forecast] {
        [Forecast(.run, "render `template.yaml` and `samconfig.toml`")]
    }
}
