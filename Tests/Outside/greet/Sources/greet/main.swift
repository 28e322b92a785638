import RecuaProgram

await PluginProgram(GreetPlugin()).main()
