import RecuaProgram
import RecuaSamplePlugin

await PluginProgram(SamplePlugin()).main()
