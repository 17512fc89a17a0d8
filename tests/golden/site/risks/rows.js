window.closecallRows = {"columns":
	[["Risk","link"],["Service","text"],["Area of care","text"],["Why it is here","text"],["Score","text"],["Near misses","number"],["Owner","text"],["Next review","day"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["area","Area of care",
	[["medicines","Medicines"]]],["why","Why it is here",
	[["weak-control","Weak control"]]],["role","Owner",
	[["registered-manager","Registered manager"]]]],"rows":
	[[["Time-critical medicines depend on who makes the list","../risks/rk-20260305-tcmeds/index.html"],"Rosewood House","Medicines","Weak control","before 12, now 9, target not said",1,"Registered manager","16 June 2026",[0,0,0,0]]]};
