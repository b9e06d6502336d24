//! The program `ocpanel`.

fn main() -> std::process::ExitCode {
    ocpanel::main()
}
