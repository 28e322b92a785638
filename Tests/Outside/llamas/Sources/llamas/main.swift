import RecuaCLI

await Recua.main(plugins: [GreetPlugin()])
